// tuf-js, a TUF client of other people, over a publication of ours. independent.js TUF-JS PUB ROOT WORK [MOST]
// 1. From ROOT on, over loopback HTTP, every target that the publication lists must arrive.
// 2. One bit of one byte changed, in every file that is in force in turn: a new client must refuse what it then gets. Metadata of up
//    to MOST bytes is changed at each byte, longer files at 100 places, targets at 4. Exit 1 if a change was taken for good.
const [tufjs, pub, root, work, most = 3000] = process.argv.slice(2)
const fs = require('fs'), http = require('http'), path = require('path')
const { Updater, BaseFetcher } = require(tufjs)
const { DownloadHTTPError } = require(tufjs + '/dist/error.js')

const read = (name) => fs.readFileSync(path.join(pub, name))
const timestamp = JSON.parse(read('metadata/timestamp.json')).signed
const version = timestamp.meta['snapshot.json'].version
const meta = JSON.parse(read(`metadata/${version}.snapshot.json`)).signed.meta
const roleFile = (role) => `metadata/${meta[role + '.json'].version}.${role}.json`
const roles = Object.keys(meta).map((name) => name.slice(0, -5))
const targetFile = (name, info) => `targets/${path.dirname(name)}/${Object.values(info.hashes)[0]}.${path.basename(name)}`

function newClient(number, base, fetcher) {
  const metadataDir = path.join(work, `m${number}`), targetDir = path.join(work, `t${number}`)
  for (const dir of [metadataDir, targetDir]) {
    fs.rmSync(dir, { recursive: true, force: true })
    fs.mkdirSync(dir, { recursive: true })
  }
  fs.copyFileSync(root, path.join(metadataDir, 'root.json'))
  return new Updater({ metadataDir, targetDir, metadataBaseUrl: base + '/metadata', targetBaseUrl: base + '/targets', fetcher })
}

// The publication in memory, with one byte of one file changed.
class Changed extends BaseFetcher {
  constructor() {
    super()
    this.cache = new Map()
  }
  bytes(name) {
    if (!this.cache.has(name)) this.cache.set(name, fs.existsSync(path.join(pub, name)) ? read(name) : null)
    return this.cache.get(name)
  }
  async fetch(url) {
    const name = decodeURIComponent(new URL(url).pathname.slice(1))
    let bytes = this.bytes(name)
    if (bytes === null) throw new DownloadHTTPError('not found', 404)
    if (name === this.name) {
      bytes = Buffer.from(bytes)
      bytes[this.at] ^= this.bit
      this.seen = true
    }
    return new Blob([bytes]).stream()
  }
}

async function get(client, name) {
  const info = await client.getTargetInfo(name)
  if (!info) throw new Error('not listed: ' + name)
  return fs.readFileSync(await client.downloadTarget(info))
}

async function everything() {
  const server = http.createServer((request, response) => {
    const file = path.join(pub, decodeURIComponent(request.url))
    if (!fs.existsSync(file)) response.writeHead(404)
    response.end(fs.existsSync(file) ? fs.readFileSync(file) : undefined)
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const client = newClient(0, `http://127.0.0.1:${server.address().port}`)
  let targets = 0
  for (const role of roles)
    for (const [name, info] of Object.entries(JSON.parse(read(roleFile(role))).signed.targets)) {
      const bytes = await get(client, name)
      if (!bytes.equals(read(targetFile(name, info)))) throw new Error('other bytes: ' + name)
      targets++
    }
  server.close()
  console.log(`${roles.length} roles, ${targets} targets, all taken`)
}

// Files in force, each with a target on the way to which it is read.
function inForce() {
  const files = new Map(), one = {}
  for (const role of roles) {
    const listed = Object.entries(JSON.parse(read(roleFile(role))).signed.targets)
    one[role] = listed.length > 0 ? listed[0][0] : null
    for (const [name, info] of listed) files.set(targetFile(name, info), name)
  }
  for (const role of roles) {
    const under = Object.keys(one).find((other) => one[other] && (other === role || other.startsWith(role + '.') || role === 'targets'))
    if (under) files.set(roleFile(role), one[under])
  }
  const first = Object.values(one).find((name) => name)
  files.set('metadata/timestamp.json', first)
  files.set(`metadata/${version}.snapshot.json`, first)
  const next = JSON.parse(fs.readFileSync(root)).signed.version + 1
  for (let n = next; fs.existsSync(path.join(pub, `metadata/${n}.root.json`)); n++) files.set(`metadata/${n}.root.json`, first)
  return files
}

// Hex in capitals is the same signature to a client that reads both: nothing that was signed has changed.
function onlySpelling(bytes, at, bit) {
  return bit === 0x20 && /"sig":"[0-9a-f]*$/.test(bytes.subarray(0, at + 1).toString())
}

async function changes() {
  const files = inForce(), steady = newClient(0, 'http://publication', new Changed())
  let tried = 0, taken = 0, spelling = 0
  for (const [name, target] of files) {
    const isTarget = name.startsWith('targets/'), bytes = read(name)
    const step = Math.max(1, isTarget ? Math.floor(bytes.length / 4) : bytes.length <= most ? 1 : Math.floor(bytes.length / 100))
    for (let at = 0; at < bytes.length; at += step) {
      const client = isTarget ? steady : newClient(1, 'http://publication', new Changed())
      Object.assign(client.fetcher, { name, at, bit: 1 << (at % 8), seen: false })
      const refused = await get(client, target).then(() => '', (error) => error)
      if (!client.fetcher.seen) throw new Error(`${name} was not read: ${refused}`)
      tried++
      if (refused) continue
      if (onlySpelling(bytes, at, client.fetcher.bit)) {
        spelling++
        continue
      }
      taken++
      console.log(`taken: ${name}, byte ${at}, bit ${client.fetcher.bit}`)
    }
  }
  console.log(`${files.size} files, ${tried} changes: ${tried - taken - spelling} refused, ${spelling} only spelt a signature in another way, ${taken} taken`)
  return taken
}

everything().then(changes).then((taken) => process.exit(taken > 0 ? 1 : 0), (error) => {
  console.log(error)
  process.exit(1)
})
