# Qingshan 青山. Targets: setup build demo check test lint fuzz bench clean; `make help` says what each does.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)
DEMO    := demo/county
LISTEN  ?= 127.0.0.1:8080
SUDO    := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
export QINGSHAN_SHARED ?= $(abspath ../shared)
export CGO_ENABLED := 1
# Paths that do not depend on where the checkout lies: builds are the same everywhere, and checkouts share the build cache.
export GOFLAGS := $(filter-out -trimpath,$(GOFLAGS)) -trimpath

# Debian packages: a C compiler and GDAL, GEOS for building; Chromium, a Chinese font, GDAL's Python, nginx, curl and sqlite3 for the tests.
BUILD_PACKAGES := gcc libc6-dev pkg-config libgdal-dev libgeos-dev
TEST_PACKAGES  := gdal-bin python3-gdal python3-numpy chromium fonts-noto-cjk nginx openssl curl sqlite3

.PHONY: help setup setup-test build demo check test lint fuzz bench bench-setup bench-coverage bench-change bench-tiles attack clean

help: ## say what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# install-missing PACKAGES: apt-get only what dpkg does not have.
define install-missing
	@missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "installing: $$missing"; \
		$(SUDO) apt-get update -qq; DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi
endef

setup: ## install what building needs
	$(call install-missing,$(BUILD_PACKAGES))
	@command -v go >/dev/null || { echo "Go is missing: install the version that go.mod names"; exit 1; }
	@command -v npm >/dev/null || { echo "Node.js with npm is missing: install version 20 or later"; exit 1; }

setup-test: setup web/node_modules/.installed ## install what the tests need
	$(call install-missing,$(TEST_PACKAGES))

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

PAGE_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/vite.config.ts web/package.json texts/catalogue.json
web/page/index.html: $(PAGE_SOURCES) web/node_modules/.installed
	cd web && npm run --silent build -- --logLevel warn

build: setup web/page/index.html ## build bin/qingshan with the map page in it
	go build -tags page -ldflags "-X main.version=$(VERSION)" -o bin/qingshan ./cmd/qingshan

demo: build ## write the sample county, ingest it and serve the map
	@[ -f $(DEMO)/qingshan.yaml ] || bin/qingshan sample --scale S $(DEMO)
	@bin/qingshan ingest --project $(DEMO)/qingshan.yaml
	@echo "map 地图: http://$(LISTEN)   (stop with Ctrl-C)"
	@bin/qingshan serve --project $(DEMO)/qingshan.yaml --listen $(LISTEN)

lint: setup web/node_modules/.installed ## gofmt, go vet, staticcheck; type-check and lint the page
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	cd web && npm run --silent check

# Every test once, packages and the page side by side; where the time went stands at the end. See internal/testrun; TESTFLAGS="-names FILE"
# lists what ran.
test: lint build setup-test ## everything: lint, all Go tests with the race detector where there is concurrency, the page in headless Chromium
	go run ./internal/testrun $(TESTFLAGS) -beside 'cd web && npm test --silent' -beside 'cd web && QINGSHAN_BIN=$(abspath bin/qingshan) npm run --silent e2e'

check: lint build ## lint, build, and the tests of the packages that a change concerns
	go run ./internal/testrun -changed $(TESTFLAGS)

FUZZTIME ?= 1m
fuzz: setup ## run each fuzz target for FUZZTIME
	@go list ./... | while read -r pkg; do \
		for f in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do echo "$$pkg $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s $$pkg; done; done

bench: setup ## Go benchmarks
	go test -run '^$$' -bench . -benchmem ./...

# bin/qingshan-plain is the program as it is, without the page, for the two below. See docs/reliability.md.
.PHONY: campaign faults plain
plain: setup
	go build -o bin/qingshan-plain ./cmd/qingshan
	go build -o bin/campaign ./internal/campaign

MINUTES ?= 10
campaign: plain ## kills, failing calls and damage at random for MINUTES, from SEED if given; not part of the tests
	bin/campaign -program bin/qingshan-plain -minutes $(MINUTES) $(if $(SEED),-seed $(SEED))

STRIDE ?= 1
faults: plain ## every call of every command fails or is its last, one after the other; STRIDE=n for each n-th, WORKS=words for some, LASTING=1 for errors that stay
	bin/campaign -program bin/qingshan-plain -every -stride $(STRIDE) -works "$(WORKS)" $(if $(LASTING),-lasting)

# Rivals to measure against: PostGIS; GDAL's programs. wrk asks for tiles.
BENCH_PACKAGES := wrk postgresql-15 postgresql-15-postgis-3 gdal-bin python3-gdal python3-numpy
SCALES ?= S,M,L

bench-setup: setup ## install the rivals that the benchmarks compare with
	$(call install-missing,$(BENCH_PACKAGES))

bench-coverage: setup ## gaps and overlaps of all villages against PostGIS; SCALES=S,M,L
	go run ./internal/bench/coverage -scales $(SCALES)

bench-change: setup ## statistics and patches against bare decoding and GDAL's own programs; SCALES=S,M,L
	go run ./internal/bench/change -scales $(SCALES)

bench-tiles: setup ## tiles against ST_AsMVT, tegola and go-pmtiles, at SCALES=M if not given; ONLY=ours for us alone
	go run ./internal/bench/tiles -scales $(if $(filter file,$(origin SCALES)),M,$(SCALES)) $(if $(ONLY),-only $(ONLY))

attack: setup ## what one client can do to a server, beside an ordinary load; SCALES=M if not given
	go run ./internal/attack -scale $(if $(filter file,$(origin SCALES)),M,$(SCALES))

clean: ## remove what was built
	rm -rf bin demo web/page web/node_modules
