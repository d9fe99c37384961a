// Runs a command on the nodes of a target and prints what they say, as it comes. On the way it hears the change feed.
//
//   npm install
//   MUSTER_URL=https://127.0.0.1:8443 MUSTER_TOKEN=mst_… NODE_EXTRA_CA_CERTS=ca.crt node run.js all 'uptime'
'use strict';

const EventBus = require('@vertx/eventbus-bridge-client.js');

const url = process.env.MUSTER_URL || 'https://127.0.0.1:8443';
const token = process.env.MUSTER_TOKEN;
const [target, line] = process.argv.slice(2);
if (!token || !target || !line) {
  console.error('usage: MUSTER_URL=… MUSTER_TOKEN=… node run.js TARGET LINE');
  process.exit(2);
}

function fail(error) {
  // failureType is the code, such as DENIED; the message ends with the trace id.
  console.error(`${error.failureType}: ${error.message}`);
  process.exit(1);
}

const bus = new EventBus(`${url}/eventbus`);
bus.defaultHeaders = { authorization: `Bearer ${token}` };
bus.onerror = fail; // among others: that we are too slow, before the connection is closed
bus.onclose = () => fail({ failureType: 'CLOSED', message: 'the connection was closed' });

// It is over when the command has told its end and the feed has: each comes its own way, and in no order.
let job;
const ended = new Set();
const open = new Set(['command', 'feed']);
function over(part) {
  open.delete(part);
  if (open.size > 0) return;
  bus.onclose = null;
  bus.close();
}

bus.onopen = () => {
  // The feed, with the wildcards of NATS. feed.position comes first: from there on nothing is missed.
  bus.registerHandler('muster.events.job.*', (error, message) => {
    if (error) return fail(error);
    const event = message.body;
    if (event.subject === 'feed.position') return submit();
    if (event.job) console.log(`# ${event.subject} ${event.object}: ${event.job.state} ${JSON.stringify(event.job.tally)}`);
    if (event.subject === 'job.ended') {
      ended.add(event.object);
      if (event.object === job) over('feed');
    }
  });
};

function submit() {
  // Any method of the API by its address; the body is the request, the answer's body is the response.
  bus.send('muster.v1.Jobs/Submit', { target, shell: { line } }, (error, answer) => {
    if (error) return fail(error);
    job = answer.body.id;
    follow(job);
    if (ended.has(job)) over('feed');
  });
}

function follow(id) {
  // A method that streams is a handler; what its request needs follows as a query.
  bus.registerHandler(`muster.v1.Jobs/Watch?id=${id}`, (error, message) => {
    if (error) return fail(error);
    if (message.headers.end) return over('command');
    for (const output of message.body.output || []) {
      process.stdout.write(`${message.body.nodeId}: ${output.text}`);
    }
  });
}
