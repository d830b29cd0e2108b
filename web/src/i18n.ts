export type Lang = "zh" | "en";

const texts = {
  title: ["青山", "Qingshan"],
  motto: ["确保全域青山有人管", "Every green hill has someone who answers for it"],
  uncovered: ["空白面积", "Uncovered"],
  coverage: ["覆盖率", "Covered"],
  demand: ["应覆盖", "To be covered"],
  gaps: ["空白区", "Gaps"],
  overlaps: ["重叠区", "Overlaps"],
  patches: ["变化图斑", "Changes"],
  monitored: ["监测有效率", "Monitored"],
  zones: ["责任区", "Zones"],
  cells: ["护林网格", "Cells"],
  parcels: ["小班（放大后显示）", "Parcels (zoom in)"],
  legend: ["图例", "Legend"],
  gapsHelp: ["任何有效网格都不管的地", "Ground in no valid cell"],
  overlapsHelp: ["两个以上网格都管的地", "Ground in two or more cells"],
  patchesHelp: ["两期影像之间的变化", "Change between two scenes"],
  zonesHelp: ["底色越红，空白占比越大", "The redder, the larger the uncovered share"],
  cellsHelp: ["护林员巡护的最小单元", "The ranger's unit of patrol"],
  byArea: ["按空白面积", "By uncovered area"],
  byCode: ["按编码", "By code"],
  find: ["查找责任区或编码", "Find a zone or code"],
  on: ["日期", "on"],
  snapshot: ["快照", "Snapshot"],
  areaMethod: ["面积：CGCS2000 椭球面积", "Areas: on the CGCS2000 ellipsoid"],
  place: ["此处", "This place"],
  chief: ["林长", "Chief"],
  ranger: ["护林员", "Ranger"],
  cell: ["网格", "Cell"],
  parcel: ["小班", "Parcel"],
  nobody: ["无人", "Nobody"],
  inGap: ["空白区：这里没有任何网格", "Uncovered: no cell holds this ground"],
  accepted: ["认可的例外", "Approved exception"],
  outside: ["这里不在任何责任区内", "This place is in no zone"],
  contested: ["争议：另一责任区也包含此处", "Contested: another zone holds this place too"],
  overlapHere: ["重叠：此处在多个网格内", "Overlap: several cells hold this place"],
  none: ["无", "None"],
  close: ["关闭", "Close"],
  loading: ["正在读取…", "Loading…"],
  failed: ["读取失败", "Could not load"],
  newSnapshot: ["已换为新快照", "Now showing the new snapshot"],
  damage: ["较新的快照已损坏，未启用", "A newer snapshot is damaged and is not shown"],
  mu: ["亩", "mu"],
  ha: ["公顷", "ha"],
  language: ["English", "中文"],
  more: ["更多", "more"],
  whole: ["全斑", "whole patch"],
  unobserved: ["未观测", "Unobserved"],
  unassigned: ["无主", "Unassigned"],
  contestedArea: ["争议", "Contested"],
  acceptedArea: ["认可", "Accepted"],
  overlapArea: ["重叠", "Overlap"],
  residue: ["碎屑（含在空白内）", "Residue (within uncovered)"],
  province: ["省级", "Province"],
  city: ["市级", "City"],
  county: ["县级", "County"],
  township: ["乡级", "Township"],
  village: ["村级", "Village"],
} as const;

export type Key = keyof typeof texts;

let lang: Lang = "zh";

export const language = () => lang;

export function setLanguage(l: Lang): void {
  lang = l;
  document.documentElement.lang = l;
  localStorage.setItem("qingshan.lang", l);
}

export const t = (key: Key): string => texts[key][lang === "zh" ? 0 : 1];

// levelName names a level; an unknown one stays as it is.
export const levelName = (level: string): string => (level in texts ? t(level as Key) : level);
