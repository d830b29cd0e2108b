// Package tables reads registry tables from CSV files and workbooks as rows of texts with named columns.
package tables
