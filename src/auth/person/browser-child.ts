// The process that opens the browser: what a browser inherits is the environment of whoever starts it.
import open from 'open'

const [, , url = ''] = process.argv
await open(url)
