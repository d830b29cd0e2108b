package sample

import "fmt"

// Parts of invented place names.
var (
	countyHeads   = []string{"青屿", "云麓", "翠岚", "松溪湾", "碧落", "岚山口", "竹隐", "霞岭"}
	townshipHeads = []string{"松涛", "竹影", "鹿鸣", "云栖谷", "梅坞", "石笋", "桐荫", "枫桥头", "杉坪", "兰渚", "樟台", "泉水", "雾坪", "栗园", "茶岭", "银杏", "柳渡", "藤溪", "柏岗", "槐里"}
	townshipTails = []string{"镇", "乡", "镇", "街道"}
	villageHeads  = []string{"上", "下", "前", "后", "东", "西", "南", "北", "里", "外", "大", "小", "新", "老"}
	villageTails  = []string{"松坞", "竹坑", "梅岭", "石桥", "溪口", "山前", "林家坪", "茶园", "古樟", "白泉", "枫林", "杉树湾", "鹤岩", "云顶", "栗树下", "桃源头", "雁荡里", "清流"}
)

func countyName(i int) string { return numbered(countyHeads, i) + "县" }

func townshipName(i int) string {
	return numbered(townshipHeads, i) + townshipTails[i%len(townshipTails)]
}

// villageName is unique among the first 252 numbers, more than a township has villages.
func villageName(i int) string {
	return villageHeads[i%len(villageHeads)] + numbered(villageTails, i/len(villageHeads)%len(villageTails)) + "村"
}

func numbered(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return fmt.Sprintf("%s%d", list[i%len(list)], i/len(list)+1)
}

// Parts of invented people's names: the first surnames of the old primer with the ten heavenly stems.
var (
	surnames = []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许")
	stems    = []rune("甲乙丙丁戊己庚辛壬癸")
	ordinals = []rune("一二三四五六七八九")
)

func personName(i int) string {
	n := i
	name := string(surnames[n%len(surnames)])
	n /= len(surnames)
	name += string(stems[n%len(stems)])
	n /= len(stems)
	for ; n > 0; n /= len(ordinals) {
		name += string(ordinals[(n-1)%len(ordinals)])
	}
	return name
}
