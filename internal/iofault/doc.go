// Package iofault runs a program and lets chosen calls of the kernel fail in it.
//
// It works below the program and every library in it, whatever language they are written in: a seccomp filter stops each call that
// touches files, and the process that started the program is asked for each, with the path, whether it is to be carried out, to fail,
// or to be the program's last. A program that is to be run so calls [Launch] first of all in its main function, or is started by one
// that does.
//
// What the processor does with a mapped page is no call: that a page cannot be read is not shown here. Linux 5.19 or later.
package iofault
