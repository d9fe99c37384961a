-- People: who they are, what they may do and where, and their sessions.

CREATE TABLE account (
  name          text COLLATE "C" PRIMARY KEY,       -- lower case
  display_name  text NOT NULL DEFAULT '',
  email         text NOT NULL DEFAULT '',
  password      text,                               -- Argon2id; null: he has none
  provider      text NOT NULL DEFAULT '',           -- the OpenID provider that knows him as `subject`
  subject       text NOT NULL DEFAULT '',
  epoch         bigint NOT NULL DEFAULT 1,          -- sessions of an earlier one are over
  disabled_at   timestamptz,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  last_login_at timestamptz
);
CREATE UNIQUE INDEX account_subject ON account (provider, subject) WHERE provider <> '';

-- Client certificates: `cn:…`, `email:…`, `dns:…`, `uri:…`.
CREATE TABLE account_certificate (
  subject text PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE
);
CREATE INDEX account_certificate_account ON account_certificate (account);

CREATE TABLE role (
  name        text COLLATE "C" PRIMARY KEY,
  description text NOT NULL DEFAULT '',
  permissions text[] NOT NULL,
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE environment (
  name        text COLLATE "C" PRIMARY KEY,
  target      text NOT NULL,
  description text NOT NULL DEFAULT '',
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL
);

CREATE TABLE binding (
  id          text COLLATE "C" PRIMARY KEY,
  account     text COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  role        text NOT NULL,
  custom_role text COLLATE "C" REFERENCES role (name),  -- the same, unless it is built in
  target      text NOT NULL DEFAULT '',             -- empty: all
  origin      text NOT NULL DEFAULT '',             -- `provider`: from the groups of the OpenID provider
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE INDEX binding_account ON binding (account);
CREATE INDEX binding_role ON binding (custom_role);

ALTER TABLE api_token
  ADD COLUMN account     text COLLATE "C" REFERENCES account (name) ON DELETE CASCADE,
  ADD COLUMN custom_role text COLLATE "C" REFERENCES role (name),
  ADD COLUMN target      text NOT NULL DEFAULT '',
  ADD COLUMN permissions text[] NOT NULL DEFAULT '{}';  -- empty: all of the role's
CREATE INDEX api_token_account ON api_token (account);
CREATE INDEX api_token_role ON api_token (custom_role);

-- To which environments a binding or a token is limited.
CREATE TABLE limited_to (
  environment text COLLATE "C" NOT NULL REFERENCES environment (name),
  binding     text COLLATE "C" REFERENCES binding (id) ON DELETE CASCADE,
  token       text REFERENCES api_token (id) ON DELETE CASCADE,
  CHECK ((binding IS NULL) <> (token IS NULL))
);
CREATE UNIQUE INDEX limited_to_binding ON limited_to (binding, environment) WHERE binding IS NOT NULL;
CREATE UNIQUE INDEX limited_to_token ON limited_to (token, environment) WHERE token IS NOT NULL;
CREATE INDEX limited_to_environment ON limited_to (environment);

CREATE TABLE login_session (
  id         text COLLATE "C" PRIMARY KEY,
  account    text COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  epoch      bigint NOT NULL,
  created_at timestamptz NOT NULL,
  until      timestamptz NOT NULL,                  -- unless it is refreshed
  ends_at    timestamptz NOT NULL,                  -- whatever happens
  revoked_at timestamptz
);
CREATE INDEX login_session_account ON login_session (account);
CREATE INDEX login_session_until ON login_session (until);

-- Each works once. The spent ones are kept so that a second use shows.
CREATE TABLE refresh_token (
  hash     bytea PRIMARY KEY,                       -- SHA-256 of the secret, which has 256 random bits
  session  text COLLATE "C" NOT NULL REFERENCES login_session (id) ON DELETE CASCADE,
  spent_at timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session);

-- Attempts by user name, whether there is such a user or not.
CREATE TABLE login_attempt (
  name     text COLLATE "C" PRIMARY KEY,
  since    timestamptz NOT NULL,
  attempts integer NOT NULL
);
CREATE INDEX login_attempt_since ON login_attempt (since);

-- Logins through an OpenID provider that are under way, by the hash of what the browser holds.
CREATE TABLE login_flow (
  hash     bytea PRIMARY KEY,
  provider text NOT NULL,
  request  bytea NOT NULL,                          -- muster.internal.v1.BeginLoginRequest
  until    timestamptz NOT NULL
);
CREATE INDEX login_flow_until ON login_flow (until);

-- Codes with which the command line ends such a login.
CREATE TABLE login_code (
  hash      bytea PRIMARY KEY,
  account   text COLLATE "C" NOT NULL REFERENCES account (name) ON DELETE CASCADE,
  challenge text NOT NULL,
  until     timestamptz NOT NULL
);
CREATE INDEX login_code_until ON login_code (until);
