package datename

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestDatesOfNames: the day that each name holds, read by eye; "" is none, "two" several, "span" a span of days.
func TestDatesOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"ndvi_20260801.tif":      "2026-08-01",
		"ndvi_2026-08-01.tif":    "2026-08-01",
		"ndvi_2026_8_1.tif":      "2026-08-01",
		"安吉2026.8.1.tif":         "2026-08-01",
		"安吉2026.08.01正射.tif":     "2026-08-01",
		"2026年8月1日.tif":          "2026-08-01",
		"安吉县2026年08月01日影像.tif":   "2026-08-01",
		"2026年8月1号_ndvi.img":     "2026-08-01",
		"20260801":               "2026-08-01",
		"330523_20260801.tif":    "2026-08-01",
		"20260801-2.tif":         "span", // the second copy, or the 2nd
		"20260810-2.tif":         "2026-08-10",
		"20260801_20260801.tif":  "2026-08-01",
		"20260801T023601_B8.jp2": "2026-08-01",
		"NDVI20260801v2.tif":     "2026-08-01",
		"ndvi_20260801clip.tif":  "2026-08-01",
		"L1A20260801B.tif":       "",
		// the day of the year
		"MOD13Q1.A2026213.h28v05.061.2026230063214.tif": "2026-08-01",
		"MOD13Q1_NDVI_doy2026213_aid0001.tif":           "2026-08-01",
		"HLS.S30.T51RTP.2026213T023601.v2.0.B8A.tif":    "2026-08-01",
		"ndvi_2024-366.tif":                             "2024-12-31",
		"ndvi_2026366.tif":                              "",
		"ndvi_2026000.tif":                              "",
		// products
		"GF1_WFV1_E119.6_N30.4_20260801_L1A0004095137.tif":                   "2026-08-01",
		"S2B_MSIL2A_20260801T023601_N0510_R089_T51RTP_20260802T053000.jp2":   "2026-08-01",
		"LC08_L2SP_118039_20260801_20260811_02_T1_SR_B5.TIF":                 "2026-08-01",
		"T51RTP_20260801T023601_B04_10m.jp2":                                 "2026-08-01",
		"CBERS_4A_WPM_20260801_201_139_L4_BAND4.tif":                         "2026-08-01",
		"LC81180392026213LGN00_B5.TIF":                                       "",
		"ZY3_01a_hsnbavp_897148_20260801_111212_0008_SASMAC_CHN_sec_rel.tif": "2026-08-01",
		// digits of something else
		"L1A0020190701.tif":    "",
		"120190701.tif":        "",
		"2019070112.tif":       "",
		"20190701023601.tif":   "",
		"330523201907.tif":     "",
		"330520190701.tif":     "",
		"tile_19800132.tif":    "",
		"ndvi_2026_08_10m.tif": "",
		"ndvi_202608.tif":      "",
		"ndvi_2026-08.tif":     "",
		"2026年8月.tif":          "",
		"01-08-2026.tif":       "",
		"01082026.tif":         "",
		"2026.13.8.tif":        "",
		"2026-02-29.tif":       "",
		"ndvi.tif":             "",
		"3f20260801ab.tif":     "",
		// several
		"ndvi_20260801_20261001.tif":      "two",
		"diff_2026-08-01_2026.10.1.tif":   "two",
		"A2026213_20260815.tif":           "two",
		"20260801-20260815_composite.tif": "two",
		"20260801-0815.tif":               "span",
		"2026.8.1-8.15.tif":               "span",
		"2026.8.1-15.tif":                 "span",
		"2026年8月1日至15日.tif":               "span",
		"2026年8月1日—8月15日.tif":             "span",
	} {
		d, err := Of(filepath.Join("2025-01-01", name))
		got := d.String()
		switch {
		case err != nil && strings.Contains(err.Error(), "several dates"):
			got = "two"
		case err != nil && strings.Contains(err.Error(), "span"):
			got = "span"
		case (err != nil) != (got == ""):
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
