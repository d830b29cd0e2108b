// A plainly invented county for the mock server: zones, cells and parcels are blocks of a warped lattice, so that their
// borders are shared and every area is a sum of quads.

const U = 24, V = 20; // quads across and up; a village has 4 × 4, a cell 2 × 2, a parcel is one
const origin = [119.4, 30.3], step = [0.0125, 0.0105];

/** A lattice point in degrees, moved a little; the same for the same indexes. */
function at(u, v) {
  const r = (k) => { const s = Math.sin(u * 127.1 + v * 311.7 + k * 74.7) * 43758.5453; return s - Math.floor(s) - 0.5; };
  const bend = 0.018 * Math.sin(v / 4) + 0.01 * Math.sin(u / 3 + v / 5);
  return [origin[0] + u * step[0] + bend + 0.5 * step[0] * r(1), origin[1] + v * step[1] + 0.015 * Math.sin(u / 5) + 0.5 * step[1] * r(2)];
}

/** The ring around a block of quads, counter-clockwise and closed. */
function block(u0, v0, u1, v1) {
  const ring = [];
  for (let u = u0; u < u1; u++) ring.push(at(u, v0));
  for (let v = v0; v < v1; v++) ring.push(at(u1, v));
  for (let u = u1; u > u0; u--) ring.push(at(u, v1));
  for (let v = v1; v > v0; v--) ring.push(at(u0, v));
  ring.push(ring[0]);
  return ring;
}

/** Area of a ring in m², on the ellipsoid's radii at its latitude: good to 1e-5, which is enough for a mock. */
export function area(ring) {
  const a = 6378137, e2 = 0.00669438002290;
  const lat = (ring[0][1] * Math.PI) / 180, w = 1 - e2 * Math.sin(lat) ** 2;
  const kx = ((a / Math.sqrt(w)) * Math.cos(lat) * Math.PI) / 180, ky = ((a * (1 - e2)) / w ** 1.5) * (Math.PI / 180);
  let s = 0;
  for (let i = 1; i < ring.length; i++) s += (ring[i - 1][0] - ring[0][0]) * (ring[i][1] - ring[0][1]) - (ring[i][0] - ring[0][0]) * (ring[i - 1][1] - ring[0][1]);
  return (Math.abs(s) / 2) * kx * ky;
}

export function inside(ring, [x, y]) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[j], [bx, by] = ring[i];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

export const middle = (ring) => [0, 1].map((k) => ring.slice(1).reduce((s, p) => s + p[k], 0) / (ring.length - 1));
export const bounds = (rings) => { const p = rings.flat(); return [Math.min(...p.map((q) => q[0])), Math.min(...p.map((q) => q[1])), Math.max(...p.map((q) => q[0])), Math.max(...p.map((q) => q[1]))]; };

const towns = ['云溪镇', '白鹤镇', '青石乡', '松风乡', '望湖街道', '百丈镇'];
const villages = '竹林 梅坞 石桥 东山 西岭 南坪 北坡 上畈 下畈 后塘 前渡 桃源 枫树 柏木 龙潭 马鞍 鹿角 雁荡 云台 雾岭 泉口 溪头 横路 大湾 小湾 高坎 长田 圆峰 方井 银杏'.split(' ');
const people = '赵一 钱二 孙三 李四 周五 吴六 郑七 王八 冯九 陈十'.split(' ');
const person = (i) => people[i % people.length];

/** Builds the county of one snapshot; `filled` gaps have got a cell by then. */
export function county(id, on, filled) {
  const zones = [{ code: '990000', name: '虚构县', level: 'county', parent: '', ring: block(0, 0, U, V), chief: '县林长甲' }];
  const leaves = [];
  towns.forEach((name, t) => {
    const tu = (t % 3) * 8, tv = t < 3 ? 0 : 8, tall = t < 3 ? 8 : 12;
    const code = `990000${String(100 + t)}`;
    zones.push({ code, name, level: 'township', parent: '990000', ring: block(tu, tv, tu + 8, tv + tall), chief: t === 2 ? '' : person(t) });
    for (let k = 0; k < tall / 2; k++) {
      const u = tu + (k % 2) * 4, v = tv + Math.floor(k / 2) * 4, n = leaves.length;
      const zone = { code: `${code}${String(200 + k)}`, name: `${villages[n]}村`, level: 'village', parent: code, ring: block(u, v, u + 4, v + 4), chief: n % 11 === 5 ? '' : person(n + 3), u, v, n };
      leaves.push(zone);
      zones.push(zone);
    }
  });
  const cells = [], gaps = [], overlaps = [], patches = [], parcels = [];
  for (const z of leaves) {
    const base = area(z.ring);
    Object.assign(z, { demand: base, gap: 0, overlap: 0, gaps: 0 });
    for (let q = 0; q < 4; q++) {
      const u = z.u + (q % 2) * 2, v = z.v + Math.floor(q / 2) * 2, n = z.n * 4 + q;
      const bare = n % 17 === 4 && !filled.includes(n);
      const thin = n % 23 === 9; // a strip one quad wide is left out
      const ring = block(u, v, u + 2, thin ? v + 1 : v + 2);
      if (!bare) cells.push({ id: `${z.code}-${q + 1}`, zone: z.code, ring, ranger: n % 13 === 7 ? '' : `护${person(n)}`, rid: n % 13 === 7 ? '' : `R${1000 + n}` });
      if (bare || thin) {
        const hole = bare ? block(u, v, u + 2, v + 2) : block(u, v + 1, u + 2, v + 2);
        z.gaps++;
        z.gap += area(hole);
        gaps.push({ id: `${z.code}-g${z.gaps}`, zone: z.code, ring: hole, area_m2: area(hole) });
      } else if (n % 19 === 6 && q % 2 === 1) {
        const both = block(u, v, u + 1, v + 1);
        z.overlap += area(both);
        overlaps.push({ id: `${z.code}-o1`, zone: z.code, cells: [`${z.code}-${q + 1}`, `${z.code}-${q}`], ring: both, area_m2: area(both) });
        cells.push({ id: `${z.code}-${q}b`, zone: z.code, ring: both, ranger: `护${person(n + 1)}`, rid: `R${2000 + n}` });
      }
    }
    for (let k = 0; k < 16; k++) {
      const u = z.u + (k % 4), v = z.v + Math.floor(k / 4);
      parcels.push({ id: `XB${z.code.slice(6)}${String(k + 1).padStart(2, '0')}`, zone: z.code, ring: block(u, v, u + 1, v + 1), class: k % 5 ? '0111' : '0200', category: k % 3 ? '公益林' : '商品林' });
      if ((z.n * 16 + k) % 13 === 3) {
        const [x, y] = middle(block(u, v, u + 1, v + 1)), r = 0.0006 + 0.0002 * (k % 5);
        const ring = Array.from({ length: 9 }, (_, i) => [x + r * Math.cos((i % 8) * Math.PI / 4), y + 0.8 * r * Math.sin((i % 8) * Math.PI / 4)]);
        patches.push({ patch: `ndvi-drop-${patches.length + 1}`, rule: 'ndvi-drop', zone: z.code, parcel: parcels.at(-1).id, ring, area_m2: area(ring) });
      }
    }
  }
  // Parents are the sums of their villages.
  for (const z of zones.filter((z) => z.level !== 'village')) {
    const below = leaves.filter((l) => l.code.startsWith(z.code));
    for (const k of ['demand', 'gap', 'overlap', 'gaps']) z[k] = below.reduce((s, l) => s + l[k], 0);
  }
  return { id, on, zones, cells, gaps, overlaps, patches, parcels };
}
