module example.org/cups

go 1.21
