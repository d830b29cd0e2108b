// Package paper prints a certificate as one page of A4.
package paper
