import { palette } from './palette';

/** Hatches and marks, drawn on a canvas: for the map, which then needs no sprite, and for the legend, so that both agree. */

export type Finding = 'gap' | 'overlap' | 'patch';

/** Pixels a side of a drawn image; MapLibre shows it at half that size. */
export const markSize = 64;
const hatchSize = 16;

function canvas(size: number): CanvasRenderingContext2D {
  const c = document.createElement('canvas');
  c.width = c.height = size;
  const g = c.getContext('2d', { willReadFrequently: true });
  if (!g) throw new Error('no 2D canvas');
  return g;
}

const shapes: Record<Finding, [x: number, y: number][]> = {
  gap: [],
  overlap: [[32, 4], [60, 32], [32, 60], [4, 32]],
  patch: [[32, 5], [61, 56], [3, 56]],
};

/** The mark of a finding: a disc for a gap, a diamond for an overlap, a triangle for a change. */
export function mark(kind: Finding): HTMLCanvasElement {
  const g = canvas(markSize);
  g.beginPath();
  const [first, ...rest] = shapes[kind];
  if (first) {
    g.moveTo(...first);
    for (const p of rest) g.lineTo(...p);
    g.closePath();
  } else {
    g.arc(32, 32, 27, 0, 2 * Math.PI);
  }
  g.lineJoin = 'round';
  g.lineWidth = kind === 'patch' ? 6 : 5;
  g.fillStyle = palette[kind];
  g.strokeStyle = kind === 'patch' ? palette.patchEdge : '#fff';
  g.fill();
  g.stroke();
  return g.canvas;
}

/** A hatch that tiles without a seam: falling lines for a gap, rising ones for an overlap, dots for a change. */
export function hatch(kind: Finding): HTMLCanvasElement {
  const g = canvas(hatchSize);
  const n = hatchSize;
  g.fillStyle = palette[kind];
  g.globalAlpha = kind === 'gap' ? 0.5 : 0.28;
  g.fillRect(0, 0, n, n);
  g.globalAlpha = 1;
  g.strokeStyle = kind === 'patch' ? palette.patchEdge : palette[kind];
  g.lineWidth = kind === 'gap' ? 5 : 3;
  if (kind === 'patch') {
    g.fillStyle = palette.patchEdge;
    for (const [x, y] of [[4, 4], [12, 12]] as const) {
      g.beginPath();
      g.arc(x, y, 2, 0, 2 * Math.PI);
      g.fill();
    }
    return g.canvas;
  }
  const slope = kind === 'gap' ? 1 : -1;
  for (const shift of [-n, 0, n]) {
    g.beginPath();
    g.moveTo(shift - n, slope > 0 ? -n : 2 * n);
    g.lineTo(shift + 2 * n, slope > 0 ? 2 * n : -n);
    g.stroke();
  }
  return g.canvas;
}

/** The pixels of a canvas, as MapLibre takes them. */
export function pixels(c: HTMLCanvasElement): ImageData {
  return c.getContext('2d')!.getImageData(0, 0, c.width, c.height);
}
