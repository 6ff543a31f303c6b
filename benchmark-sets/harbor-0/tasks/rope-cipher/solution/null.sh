echo bowline-sheetbend-7
