// A real Bluesky network on loopback: a PLC directory and a PDS with its relay stream. Says READY and the addresses.
//   PLC_PORT=… PDS_PORT=… node start.cjs
'use strict'

// The network's own servers listen on every interface; this keeps each of them on loopback.
const http = require('node:http')
const listen = http.Server.prototype.listen
http.Server.prototype.listen = function (port, ...rest) {
  return typeof port === 'number' && typeof rest[0] !== 'string'
    ? listen.call(this, port, '127.0.0.1', ...rest)
    : listen.call(this, port, ...rest)
}

async function main() {
  const { TestNetworkNoAppView } = await import(require.resolve('@atproto/dev-env', { paths: [process.cwd()] }))
  const network = await TestNetworkNoAppView.create({
    plc: { port: Number(process.env.PLC_PORT) },
    pds: { port: Number(process.env.PDS_PORT), hostname: 'localhost' },
  })
  const stop = async () => {
    await network.close()
    process.exit(0)
  }
  process.on('SIGTERM', stop)
  process.stdin.on('end', stop).resume() // the tests' process died: do not stay behind
  console.log('READY ' + JSON.stringify({ pds: network.pds.url, plc: network.plc.url }))
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
