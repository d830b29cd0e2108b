// Areas and shares as people read them. 1 mu (亩) = 10,000/15 m².

const M2_PER_MU = 10000 / 15;

function grouped(v: number, digits: number): string {
  return v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const mu = (m2: number): string => grouped(m2 / M2_PER_MU, 2);

// hectares: four decimals, or none where there are more than a thousand.
export const hectares = (m2: number): string => grouped(m2 / 10000, m2 >= 1e7 ? 0 : 4);

// percent never says 100 while something is missing, nor 0 while something is there.
export function percent(share: number | null): string {
  if (share === null || Number.isNaN(share)) return "–";
  if (share > 0 && share < 0.0001) return "<0.01%";
  if (share < 1 && share > 0.9999) return ">99.99%";
  return `${(share * 100).toFixed(2)}%`;
}
