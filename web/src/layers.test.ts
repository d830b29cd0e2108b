import { createExpression, latest, type Feature } from '@maplibre/maplibre-gl-style-spec';
import { expect, test } from 'vitest';
import { layers, longestLabel } from './layers';

// A name of some ten thousand characters stops the map: MapLibre draws no label that long.
test.each(['', '青屿', '名'.repeat(longestLabel), '名'.repeat(longestLabel + 1), '名'.repeat(20_000), '𠮷'.repeat(30), '👪'.repeat(20_000)])('a label is short', (name) => {
  const labels = layers(['county', 'village'], []).flatMap(({ layer }) => (layer.type === 'symbol' && layer.layout?.['text-field'] ? [layer.layout['text-field']] : []));
  expect(labels).toHaveLength(2);
  for (const field of labels) {
    const made = createExpression(field, latest.layout_symbol['text-field'] as never);
    if (made.result !== 'success') throw new Error(JSON.stringify(made.value));
    const text = String(made.value.evaluate({ zoom: 12 }, { type: 1, properties: { name } } as unknown as Feature));
    expect([...text].length).toBeLessThanOrEqual(longestLabel);
    expect(text).not.toMatch(/\p{Surrogate}/u); // half a character
    if ([...name].length <= longestLabel) expect(text).toBe(name);
  }
});
