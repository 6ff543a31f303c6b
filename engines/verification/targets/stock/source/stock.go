// Prints what lies on each shelf named in a file; shelves are numbers, parted by blanks.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

var goods = []string{"gauze", "saline", "gloves"}

func shelf(number int) string {
	return goods[number]
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		os.Exit(2)
	}
	for _, word := range strings.Fields(string(text)) {
		number, err := strconv.Atoi(word)
		if err == nil && number >= 0 {
			fmt.Println(shelf(number))
		}
	}
}
