// A real OpenID provider for tests: node provider.mjs PORT REDIRECT_URI. Whoever logs in is who he says he is.
import Provider from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const groups = { alice: ['sre', 'nobody-knows'], bob: [] };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'muster',
      client_secret: 'the-secret-of-the-client',
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  cookies: { keys: ['only-for-tests'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email'],
    groups: ['groups'],
  },
  conformIdTokenClaims: false,
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: `subject-of-${id}`,
      name: id.toUpperCase(),
      preferred_username: id,
      email: `${id}@example.com`,
      groups: groups[id] ?? [],
    }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
