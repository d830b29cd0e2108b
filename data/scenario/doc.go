// Package scenario answers how coverage would be with other cells.
//
// [Engine.WhatIf] takes edited cells; [Engine.Propose] says which cell to extend over each gap. Neither writes anything.
package scenario
