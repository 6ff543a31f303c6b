module example.invalid/gauge

go 1.23
require (
	example.invalid/two/v2 v2.0.1 // indirect
)
replace example.invalid/two/v2 => example.invalid/fork v2.0.2
