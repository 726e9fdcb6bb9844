// What machine the figures come from.
import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

function versionOf(name: string): string {
  const manifest: unknown = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

export function machine(): string {
  const processors = cpus()
  const facts = [
    `${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GB of memory`,
    `Node ${process.version}`,
    `DuckDB ${versionOf('@duckdb/node-api')}`,
    `parquetjs-lite ${versionOf('parquetjs-lite')}`,
    new Date().toISOString().slice(0, 10),
  ]
  return facts.join(' · ')
}
