import { describe, expect, it } from 'vitest';
import { path, places } from './chart';

const row = (date: string, mean: number | null) => ({ date, mean, valid_share: mean === null ? 0 : 1, state: mean === null ? ('unobserved' as const) : ('observed' as const) });

describe('chart', () => {
  it('spreads dates by time and means over the height', () => {
    const { at, low, high } = places([row('2026-01-01', 0.2), row('2026-01-11', 0.6), row('2026-01-31', 0.4)]);
    expect([low, high]).toEqual([0.2, 0.6]);
    expect(at[0]!.x).toBe(38);
    expect(at[2]!.x).toBe(310);
    expect(at[1]!.x).toBeCloseTo(38 + (310 - 38) / 3, 9);
    expect(at.map((p) => p.y)).toEqual([84, 10, expect.closeTo(47, 9)]);
  });

  it('breaks the line where nothing was seen', () => {
    const { at } = places([row('2026-01-01', 0.2), row('2026-01-11', null), row('2026-01-21', 0.4), row('2026-01-31', 0.4)]);
    expect(at[1]!.y).toBeNull();
    expect(path(at)).toMatch(/^M[\d. ]+M[\d. ]+L[\d. ]+$/);
  });

  it('puts a constant into the middle', () => {
    const { at } = places([row('2026-01-01', 0.5), row('2026-02-01', 0.5)]);
    expect(at.map((p) => p.y)).toEqual([47, 47]);
  });
});
