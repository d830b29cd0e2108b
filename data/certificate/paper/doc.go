// Package certificate prints a [data.Certificate] as one page of A4.
package paper
