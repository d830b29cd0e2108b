package query_test

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/qingshan-gis/qingshan/data/query"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// rainQuery declares the options of a question about rain.
type rainQuery struct {
	On    snapshot.Date `help:"@on" placeholder:"DATE"`
	Zone  string        `help:"@zone" placeholder:"CODE"`
	Limit int           `help:"So many zones; default all." zh:"责任区的个数；默认全部。" min:"1"`
}

func ExampleRead() {
	var q rainQuery
	fmt.Println(query.Read(url.Values{"on": {"2026-10-01"}, "limit": {"3"}}, nil, &q), q.On, q.Limit)
	fmt.Println(query.Read(url.Values{"limit": {"0"}}, nil, &q))
	fmt.Println(query.Read(url.Values{"zones": {"3305"}}, nil, &q))
	// Output:
	// <nil> 2026-10-01 3
	// parameter limit="0": a whole number of 1 or more is needed
	// unknown parameter "zones"; known here: on, zone, limit
}

func ExampleTable() {
	fmt.Print(query.Table(query.English, rainQuery{}))
	fmt.Print(query.Table(query.Chinese, rainQuery{}))
	// Output:
	// | parameter | value | default | meaning |
	// |---|---|---|---|
	// | `on` | date |  | The date that counts for cells and assignments; default the snapshot's. |
	// | `zone` | `CODE` |  | Only this zone and those below it. |
	// | `limit` | whole number |  | So many zones; default all. |
	// | 参数 | 取值 | 默认 | 含义 |
	// |---|---|---|---|
	// | `on` | 日期 |  | 网格与任职以此日期为准；默认快照日期。 |
	// | `zone` | `CODE` |  | 只限该责任区及其下级。 |
	// | `limit` | 整数 |  | 责任区的个数；默认全部。 |
}

func ExampleParameters() {
	b, _ := json.Marshal(query.Parameters(rainQuery{})[2])
	fmt.Println(string(b))
	// Output:
	// {"name":"limit","in":"query","description":"So many zones; default all.","x-description-zh":"责任区的个数；默认全部。","schema":{"type":"integer","minimum":1}}
}
