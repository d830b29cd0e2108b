package features

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/orb/geojson"

	"github.com/qingshan-gis/qingshan/api/limit"
	"github.com/qingshan-gis/qingshan/data/snapshot"
)

// maxFeature bounds the bytes of one feature: reading one takes ten times as much memory for a moment.
const maxFeature = 4 << 20

// Each calls do for each feature of an RFC 7946 collection as it is read, so that no more than one of them is in memory as
// JSON. Errors are do's, a [snapshot.QueryError] or a [limit.BodyError]; do may have been called for features before the mistake.
func Each(in io.Reader, do func(i int, f *geojson.Feature) error) error {
	bound := &boundedReader{from: in}
	c := collection{bound: bound, dec: json.NewDecoder(bound)}
	err := c.read(do)
	var bad *snapshot.QueryError
	var body *limit.BodyError
	if err == nil || errors.As(err, &bad) || errors.As(err, &body) {
		return err
	}
	return &snapshot.QueryError{Reason: fmt.Sprintf("the body cannot be read as GeoJSON: %v", err)}
}

var errNoCollection = &snapshot.QueryError{Reason: `the body is no GeoJSON FeatureCollection; without edits it is {"type":"FeatureCollection","features":[]}`}

// collection is one on its way through the decoder.
type collection struct {
	dec           *json.Decoder
	bound         *boundedReader
	typed, listed bool // members that were met
}

func (c *collection) read(do func(i int, f *geojson.Feature) error) error {
	if c.begin(); !c.next(json.Delim('{')) {
		return errNoCollection
	}
	for c.more() {
		if err := c.member(do); err != nil {
			return err
		}
	}
	if _, err := c.dec.Token(); err != nil {
		return err
	}
	if _, err := c.dec.Token(); !errors.Is(err, io.EOF) {
		return &snapshot.QueryError{Reason: "the body goes on behind the collection"}
	}
	if !c.typed || !c.listed {
		return errNoCollection
	}
	return nil
}

func (c *collection) member(do func(i int, f *geojson.Feature) error) error {
	name, err := c.dec.Token()
	if err != nil {
		return err
	}
	switch name {
	case "type":
		if c.typed = c.next("FeatureCollection"); !c.typed {
			return errNoCollection
		}
		return nil
	case "crs":
		return &snapshot.QueryError{Reason: "the collection names a crs; RFC 7946 knows longitude and latitude only: transform the coordinates and leave the member out"}
	case "features":
		return c.features(do)
	}
	var other json.RawMessage
	return c.dec.Decode(&other)
}

func (c *collection) features(do func(i int, f *geojson.Feature) error) error {
	if c.listed || !c.next(json.Delim('[')) {
		return errNoCollection
	}
	c.listed = true
	for i := 0; c.more(); i++ {
		var f *geojson.Feature
		if err := c.dec.Decode(&f); err != nil {
			return err
		}
		if err := do(i, f); err != nil {
			return err
		}
	}
	_, err := c.dec.Token()
	return err
}

// more tells whether the list or the collection goes on.
func (c *collection) more() bool {
	c.begin()
	return c.dec.More()
}

// begin lets the decoder read as much again as one feature may hold.
func (c *collection) begin() { c.bound.left = maxFeature }

// next tells whether the next token is the one that is due.
func (c *collection) next(due json.Token) bool {
	token, err := c.dec.Token()
	return err == nil && token == due
}

// boundedReader ends with an error where too much is read at once.
type boundedReader struct {
	from io.Reader
	left int
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, limit.TooLarge("one feature of more than %d MB", maxFeature>>20)
	}
	n, err := b.from.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
