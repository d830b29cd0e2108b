// Reads tiles with npm's @mapbox/vector-tile: node vectortile.mjs MODULES FOLDER. Prints how many features it read, by layer; a
// polygon feature whose rings do not begin with an outer one, or that has no ring, ends it with an error.
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, folder] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${modules}/${path}`).href);
const { VectorTile, classifyRings } = await load('@mapbox/vector-tile/index.js');
const { PbfReader } = await load('pbf/index.js');

const count = {};
for (const name of readdirSync(folder).filter((n) => n.endsWith('.pbf'))) {
  const tile = new VectorTile(new PbfReader(readFileSync(`${folder}/${name}`)));
  for (const [id, layer] of Object.entries(tile.layers)) {
    for (let i = 0; i < layer.length; i++) {
      const f = layer.feature(i);
      const parts = f.loadGeometry();
      if (parts.length === 0) throw new Error(`${name}: ${id} ${f.id}: no geometry`);
      if (f.type === 3 && classifyRings(parts).some((polygon) => polygon.length === 0 || polygon[0].length < 4)) throw new Error(`${name}: ${id} ${f.id}: no outer ring`);
      count[id] = (count[id] ?? 0) + 1;
    }
  }
}
console.log(JSON.stringify(count));
