package landscape

import (
	"github.com/qingshan-gis/qingshan/data/snapshot"
	"github.com/qingshan-gis/qingshan/spatial"
)

// ThreeVillages is a county of three villages in a row, 100 m² a metre. 甲 is fully covered; 乙 lacks a strip and has a lake and a
// sliver; 丙 has no chief; 100 m of the county are in no village, 10 m in two.
func ThreeVillages() *Plane {
	p := NewPlane()
	p.Zone("990001", "虚构县", snapshot.County, -1, "赵甲", Rectangle(0, 0, 1000, 100))
	p.Zone("990001001", "甲村", snapshot.Village, 0, "钱乙", Rectangle(0, 0, 300, 100))
	p.Zone("990001002", "乙村", snapshot.Village, 0, "孙丙", Rectangle(300, 0, 610, 100))
	p.Zone("990001003", "丙村", snapshot.Village, 0, "", Rectangle(600, 0, 900, 100))
	p.Cell("r1", snapshot.NoDate, Rectangle(0, 0, 200, 100))
	p.Cell("r2", snapshot.NoDate, Rectangle(150, 0, 400, 100))
	p.Cell("", snapshot.NoDate, Rectangle(450, 0, 500, 100))
	p.Cell("r3", snapshot.NoDate, Rectangle(500.05, 0, 1000, 100))
	p.Except("x1", Day("2026-12-31"), Rectangle(400, 0, 420, 100))
	p.Parcel("0200", Rectangle(0, 0, 60, 100))
	p.Parcel("0111", Rectangle(50, 0, 430, 100))
	p.Build()
	return p
}

// Forest is a county with one zone and a parcel of every kind: 0 protective, 1 commercial, 2 protective but no forest class.
func Forest() *Plane {
	p := NewPlane()
	p.Zone("990001", "虚构县", snapshot.County, -1, "赵甲", Rectangle(0, 0, 4000, 4000))
	for i, class := range []string{"0111", "0111", "0200"} {
		p.Parcel(class, Rectangle(0, float64(1000*i), 4000, float64(1000*i+1000)))
	}
	p.Tables.Parcels.Category = []string{"公益林", "商品林", "公益林"}
	p.Tables.Permitted.Shapes = new(spatial.Builder).Build()
	p.Build()
	return p
}
