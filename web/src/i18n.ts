import type { Level } from './api';

/** Every word of the page, 中文 first. `{x}` is filled in by [I18n.t]. */
const words = {
  title: ['青山', 'Qingshan'],
  motto: ['确保全域青山有人管', 'Every green hill looked after'],
  panel: ['概况与责任区', 'Summary and zones'],
  mapLabel: ['地图：方向键平移，加减号缩放，回车查询中心点', 'Map: arrow keys pan, plus and minus zoom, Enter asks about the centre'],
  snapshot: ['快照', 'Snapshot'],
  asOf: ['截至', 'As of'],
  created: ['生成于', 'made'],
  language: ['English', '中文'],
  languageLabel: ['Switch to English', '切换到中文'],

  gap: ['空白区', 'Gap'],
  gaps: ['空白区', 'Gaps'],
  overlap: ['重叠区', 'Overlap'],
  overlaps: ['重叠区', 'Overlaps'],
  patch: ['变化图斑', 'Change patch'],
  patches: ['变化图斑', 'Changes'],
  uncovered: ['空白面积', 'Uncovered ground'],
  demand: ['应管面积', 'To be covered'],
  demandForest: ['应管面积（林地）', 'To be covered (forest)'],
  coveredShare: ['网格覆盖率', 'Covered share'],
  covered: ['已覆盖', 'Covered'],
  accepted: ['已认可', 'Accepted'],
  monitored: ['监测有效率', 'Monitored share'],
  places: ['{n} 处', '{n} places'],
  place1: ['1 处', '1 place'],
  mu: ['亩', 'mu'],
  ha: ['公顷', 'ha'],
  noScenes: ['未接入监测影像', 'no scenes'],
  areaEllipsoidal: ['面积均为 CGCS2000 椭球面积', 'All areas are ellipsoidal, on CGCS2000'],
  areaOther: ['面积算法：{method}', 'Area method: {method}'],
  definitions: ['指标口径', 'Definitions'],
  defGap: [
    '空白面积：应管面积中不在任何有效网格内、也未列入已认可例外的地面；含碎屑（低于容差的小块）。处数为容差以上的地块数，按末级责任区界切分。',
    'Uncovered ground: demand in no valid cell and under no accepted exception, residue (polygons below the tolerance) included. Places are the polygons above the tolerance, cut at zone borders.',
  ],
  defDemandAll: ['应管面积：责任区全部地面。', 'To be covered: all ground of the zones.'],
  defDemandForest: ['应管面积：责任区内规定地类的小班。', 'To be covered: parcels of the configured land classes in the zones.'],
  defCovered: ['网格覆盖率 = 已覆盖 ÷ 应管。恒有：已覆盖 + 空白 + 已认可 = 应管。', 'Covered share = covered ÷ demand. Always covered + gap + accepted = demand.'],
  defOverlap: ['重叠区：同时在两个及以上网格内的地面，只计一次。', 'Overlap: ground in two or more cells, counted once.'],
  defMonitored: [
    '监测有效率 = 两期影像均有有效观测的地面 ÷ 责任区地面。未观测（云、缺测）不等于无变化。',
    'Monitored share = ground with a valid observation in both scenes ÷ ground of the zones. Unobserved (cloud, no data) is not “no change”.',
  ],
  defMu: ['1 亩 = 10000/15 平方米，15 亩 = 1 公顷。', '1 mu (亩) = 10,000/15 m²; 15 mu = 1 ha.'],
  compared: ['{t0} 至 {t1}', '{t0} to {t1}'],

  zones: ['责任区', 'Zones'],
  zone: ['责任区', 'Zone'],
  sortBy: ['排序', 'Sort'],
  sortGap: ['空白面积', 'Uncovered'],
  sortCode: ['代码', 'Code'],
  filter: ['按名称或代码查找', 'Find by name or code'],
  colGap: ['空白（亩）', 'Uncovered (mu)'],
  colShare: ['占应管', 'of demand'],
  barHint: ['横条：空白占应管面积的比例，同级最大者为满格', 'Bar: uncovered share of demand; the highest of the level fills it'],
  nothingFound: ['没有名称或代码含“{q}”的责任区', 'No zone has “{q}” in its name or code'],
  moreMatches: ['另有 {n} 个未列出，请输入更多字', '{n} more not listed; type more'],
  noZones: ['本快照没有责任区', 'This snapshot has no zones'],
  rowLabel: ['{name}，{level}，空白 {mu} 亩，占应管 {share}', '{name}, {level}, uncovered {mu} mu, {share} of demand'],
  fullyCovered: ['无空白', 'none'],

  legend: ['图例', 'Legend'],
  layerTint: ['责任区空白占比', 'Uncovered share of zones'],
  layerZones: ['责任区界', 'Zone borders'],
  layerCells: ['护林网格', 'Cells'],
  layerParcels: ['小班', 'Parcels'],
  layerGaps: ['空白区：无网格覆盖', 'Gaps: in no cell'],
  layerOverlaps: ['重叠区：两个以上网格', 'Overlaps: in two or more cells'],
  layerPatches: ['变化图斑：两期影像间', 'Changes between two scenes'],
  layerLabels: ['责任区名称', 'Zone names'],
  layerBasemap: ['底图', 'Base map'],
  imagery: ['监测影像', 'Imagery'],
  imageryNone: ['不显示', 'none'],
  imageryScenes: ['单期影像', 'Scenes'],
  imageryDifferences: ['两期变化', 'Differences'],
  sizeHint: ['标记大小随面积', 'Marks grow with area'],
  zoomIn: ['放大后显示', 'zoom in'],
  tint0: ['0', '0'],
  scaleUp: ['放大', 'Zoom in'],
  scaleDown: ['缩小', 'Zoom out'],
  fitAll: ['全图', 'Whole area'],
  noWebGL: ['此浏览器无法显示地图（需要 WebGL 2）。左侧数字与责任区仍可查看。', 'This browser cannot draw the map (it needs WebGL 2). The figures and zones on the left still work.'],

  detail: ['详情', 'Details'],
  close: ['关闭', 'Close'],
  loading: ['正在读取…', 'Loading…'],
  failed: ['没有读到：{why}', 'Could not load: {why}'],
  unreachable: ['连不上服务器', 'the server cannot be reached'],
  status: ['服务器回答 {status}', 'the server answered {status}'],
  retry: ['重试', 'Try again'],
  chief: ['林长', 'Chief'],
  chiefs: ['责任林长', 'Chiefs'],
  nobody: ['无人', 'nobody'],
  nobodyHolds: ['无人任职', 'Post vacant'],
  cell: ['网格', 'Cell'],
  cells: ['网格', 'Cells'],
  ranger: ['护林员', 'Ranger'],
  noRanger: ['无人（无护林员在岗）', 'nobody (no ranger in post)'],
  noCell: ['无人：此处不在任何网格内', 'nobody: in no cell'],
  valid: ['有效期 {from} 至 {to}', 'valid {from} to {to}'],
  openEnd: ['长期', 'open'],
  parcel: ['小班', 'Parcel'],
  noParcel: ['不在任何小班内', 'in no parcel'],
  landClass: ['地类 {c}', 'class {c}'],
  noPatches: ['此处没有变化图斑', 'no change here'],
  here: ['查询点', 'This place'],
  verdictOk: ['有人管护', 'Looked after'],
  verdictGap: ['空白区：无人管护', 'Gap: nobody looks after it'],
  verdictGapSub: ['所在地块 {mu} 亩（{ha} 公顷）', 'A polygon of {mu} mu ({ha} ha)'],
  verdictAccepted: ['已认可的例外', 'Accepted exception'],
  verdictAcceptedSub: ['水域、道路或争议地，不计入空白', 'Water, road or disputed ground, not counted as gap'],
  verdictNoCell: ['不在任何网格内', 'In no cell'],
  verdictNoCellSub: ['不计入应管面积', 'Not part of the demand'],
  verdictNoRanger: ['有网格，无护林员在岗', 'In a cell without a ranger'],
  verdictOverlap: ['重叠：在 {n} 个网格内', 'Overlap: in {n} cells'],
  verdictOutside: ['不在任何责任区内', 'Outside all zones'],
  number: ['编号', 'Id'],
  open: ['已空白', 'Open for'],
  days: ['{n} 天', '{n} days'],
  since: ['{date} 起', 'since {date}'],
  forest: ['其中林地', 'Forest in it'],
  protective: ['公益林 {mu} 亩', 'protective {mu} mu'],
  parcelCount: ['{n} 个小班', '{n} parcels'],
  beside: ['邻接网格', 'Cells beside'],
  metres: ['{m} 米', '{m} m'],
  nearest: ['最近 {cell}，{m} 米', 'nearest {cell}, {m} m'],
  exception: ['例外', 'Exception'],
  expired: ['已于 {to} 过期，其中 {mu} 亩', 'expired on {to}, {mu} mu in it'],
  not_yet_valid: ['{from} 起才生效，其中 {mu} 亩', 'begins on {from}, {mu} mu in it'],
  outgrown: ['批准范围之外 {mu} 亩', '{mu} mu beyond its approved shape'],
  score: ['得分', 'Score'],
  rank: ['第 {n} 位', 'rank {n}'],
  area_mu: ['面积', 'area'],
  forest_mu: ['林地', 'forest'],
  protective_mu: ['公益林', 'protective'],
  days_open: ['天数', 'days'],
  distance_km: ['距离', 'distance'],
  contested: ['争议：同时属另一责任区', 'Contested: also in another zone'],
  whole: ['全斑', 'whole patch'],

  code: ['代码', 'Code'],
  zoneArea: ['责任区面积', 'Zone area'],
  residue: ['其中碎屑', 'of it residue'],
  unassigned: ['无主', 'Unassigned'],
  contestedArea: ['争议', 'Contested'],
  unobserved: ['未观测', 'Unobserved'],
  overlapArea: ['重叠面积', 'Overlap'],
  emptyGaps: ['没有空白区：全部有人管。', 'No gaps: all of it is looked after.'],
  emptyOverlaps: ['没有重叠区。', 'No overlaps.'],
  emptyPatches: ['没有变化图斑。', 'No changes.'],
  emptyUnobserved: ['未观测：看到的太少，不能说没有变化。', 'Unobserved: too little was seen to say that nothing changed.'],
  severe: ['重大', 'severe'],
  high: ['较高', 'high'],
  due: ['{date} 前核查', 'due {date}'],
  permitted: ['许可范围内 {share}', '{share} permitted'],
  series: ['时间序列', 'Series'],
  seriesLabel: ['{quantity}，{from} 至 {to} 共 {n} 期，均值 {low} 至 {high}', '{quantity}: {n} scenes from {from} to {to}, means from {low} to {high}'],
  mean: ['均值', 'mean'],
  seen: ['有效', 'seen'],
  more: ['再显示 {n} 条', 'Show {n} more'],
  certificate: ['“责任无盲区”证明（可打印）', 'Certificate: blind spots or none (to print)'],
  zoomTo: ['缩放到', 'Zoom to'],
  ofPatch: ['全斑 {mu} 亩', 'of {mu} mu'],
  inGap: ['不在网格内', 'in no cell'],

  updated: ['数据已更新为快照 {id}（截至 {on}）', 'Now showing snapshot {id} (as of {on})'],
  updating: ['发现新快照，正在载入…', 'A new snapshot is there; loading…'],
  offline: ['暂时连不上服务器，显示的是快照 {id}', 'The server cannot be reached; this is snapshot {id}'],
  damage: ['数据文件有损坏，所示内容可能较旧或不全', 'Files of the data are damaged; what is shown may be older, or not all of it'],
  tilesFailed: ['部分图块没有读到', 'Some map tiles could not be loaded'],

  province: ['省级', 'Province'],
  city: ['市级', 'City'],
  county: ['县级', 'County'],
  township: ['乡级', 'Township'],
  village: ['村级', 'Village'],
} as const satisfies Record<string, readonly [string, string]>;

export type Lang = 'zh' | 'en';
export type Key = keyof typeof words;

/** The page's words in one language. */
export class I18n {
  constructor(readonly lang: Lang) {}

  /** The word for a key, with `{x}` replaced by `fill.x`. */
  t(key: Key, fill: Record<string, string> = {}): string {
    return words[key][this.lang === 'zh' ? 0 : 1].replace(/\{(\w+)\}/g, (whole, name: string) => fill[name] ?? whole);
  }

  level(level: Level): string {
    return this.t(level);
  }

  /** "12 处" */
  places(n: string): string {
    return n === '1' ? this.t('place1') : this.t('places', { n });
  }

  /** A list's items joined as the language does. */
  join(...parts: (string | null | undefined | false)[]): string {
    return parts.filter(Boolean).join(' · ');
  }
}

/** All keys, for tests. */
export const keys = Object.keys(words) as Key[];
