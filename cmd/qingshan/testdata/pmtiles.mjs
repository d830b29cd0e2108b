// Reads a bundle with npm's pmtiles, offline: node pmtiles.mjs MODULES FILE Z/X/Y... Prints the SHA-256 of each tile, "" for none.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [modules, file, ...places] = process.argv.slice(2);
const { PMTiles } = await import(pathToFileURL(`${modules}/pmtiles/dist/esm/index.js`).href);
const handle = await open(file);
const source = {
  getKey: () => file,
  getBytes: async (offset, length) => {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
    return { data: buffer.buffer.slice(0, bytesRead) };
  },
};
const bundle = new PMTiles(source);
const { minZoom, maxZoom, tileType } = await bundle.getHeader();
const sums = [];
for (const place of places) {
  const [z, x, y] = place.split('/').map(Number);
  const tile = await bundle.getZxy(z, x, y);
  sums.push(tile ? createHash('sha256').update(new Uint8Array(tile.data)).digest('hex') : '');
}
console.log(JSON.stringify({ minZoom, maxZoom, tileType, metadata: await bundle.getMetadata(), sums }));
