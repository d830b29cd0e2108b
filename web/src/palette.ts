/**
 * The colours of what the map shows, told apart by lightness and mark as well as by hue (after Okabe and Ito), so that
 * they hold for colour-blind readers and on a grey printer.
 */
export const palette = {
  paper: '#f1efe8',
  ink: '#1f2d27',
  zone: '#2f5143',
  cell: '#3d7d86',
  parcel: '#8d8a6a',
  gap: '#c62f17',
  overlap: '#5146a8',
  patch: '#e2a100',
  patchEdge: '#6b4a00',
  select: '#0c6fb8',
} as const;

/** Tint of a leaf zone by its uncovered share: from `from` upwards. Lightness falls all the way. */
export const tints: readonly { from: number; color: string }[] = [
  { from: 0, color: '#e3ebdf' },
  { from: 1e-12, color: '#f0e8cf' },
  { from: 0.01, color: '#ead4ab' },
  { from: 0.05, color: '#dfb98a' },
  { from: 0.2, color: '#cc9a6c' },
];
