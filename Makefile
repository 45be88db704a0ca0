# All that one does with techmarket while working on it. `make demo` and `make test` need nothing but Swift and make.
.PHONY: demo test contract fuzz browser office screenshots build release install check format clean

demo: build          # build, load the demonstration city, and show the main job on it
	.ci/demo

test: install check  # all checks and tests; .ci/run calls this
	swift build --build-tests
	swift test --skip-build --disable-xctest

contract: build      # the API is what its description says: schemathesis, from PyPI, against a started service
	.ci/contract

fuzz: install        # made-up files for the reader of sheets, for SECONDS (60)
	.ci/fuzz $(SECONDS)

browser: build       # the main job and every main page in a real Chromium
	Tests/Browser/run

office: build        # what the program writes, opened with LibreOffice, openpyxl and python-docx
	Tests/Office/run $(FOLDER)

screenshots: build   # pictures of the main pages, into FOLDER or a temporary one
	Tests/Browser/run --pictures $(FOLDER)

build: install       # the program, for development
	swift build --product techmarket

release: install     # the program, fast and in one file: .build/release/techmarket
	swift build --configuration release --product techmarket --static-swift-stdlib

install:             # what the build needs and the machine lacks
	.ci/install

check:               # format, and what may import what
	.ci/check-imports
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

format:              # put the code in the one format
	swift format --in-place --parallel --recursive Package.swift Sources Tests

clean:
	swift package clean
