# SPDX-License-Identifier: Apache-2.0
# make demo   set up, build, and run the main job on the shipped example
# make test   set up and run every test
# make bench  detection figures on simulated offices, small and large; reading, graph measures and detectors beside their peers
# make fuzz   every reader against hostile bytes for a minute each, by hand: building it takes longer than CI may
# make lint   the formatter in strict mode; CI runs lint, test and demo

SHELL := /bin/sh
PACKAGES := libgraphviz-dev zlib1g-dev libisal-dev libarchive-dev libssl-dev libsqlite3-dev libpcap-dev fonts-dejavu-core pkg-config nfdump
EXAMPLE := Resources/examples/office
BASELINE_UNTIL := 2026-03-12

# One build for the tests and the demo: optimized, as tests that compute take a quarter of the time.
BUILD := -c release -Xswiftc -enable-testing

.PHONY: demo test bench fuzz lint setup peers example clean

demo: setup
	swift build $(BUILD) --product sidestep
	.build/release/sidestep analyze $(EXAMPLE).conn.log.gz --subnets $(EXAMPLE).subnets.csv \
	  --assets $(EXAMPLE).assets.csv --baseline-until $(BASELINE_UNTIL) -o reports/demo

test: setup peers
	swift build $(BUILD) --build-tests
	swift test $(BUILD) --skip-build

bench: setup
	swift run $(BUILD) Benchmarks ingest
	swift run $(BUILD) Benchmarks topology
	swift run $(BUILD) Benchmarks detectors
	swift run $(BUILD) Benchmarks detection
	swift run $(BUILD) Benchmarks offices

fuzz: setup
	Tests/Fuzz/run 60

lint:
	swift format lint --strict --recursive Sources Tests Package.swift Resources/Assets.swift

# Installs what is missing; elsewhere than on Debian and its kin it names the packages and stops.
setup:
	@missing=""; \
	for package in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
	    || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	echo "missing system packages:$$missing"; \
	if ! command -v apt-get >/dev/null; then \
	  echo "install what your system calls these packages, then repeat"; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then run=""; \
	elif command -v sudo >/dev/null; then run=sudo; \
	else echo "install them as root: apt-get install$$missing"; exit 1; fi; \
	$$run apt-get update -qq && \
	$$run env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing

# The programs results are held against, with all they need, so that nothing else is fetched;
# without them those tests are skipped.
peers:
	@if ! cmp -s Tests/peers.txt .build/peers/made; then \
	  rm -rf .build/peers; \
	  if python3 -m pip install --quiet --no-deps --disable-pip-version-check \
	    --root-user-action=ignore --target .build/peers -r Tests/peers.txt; \
	  then cp Tests/peers.txt .build/peers/made; \
	  else echo "no Python, pip or PyPI: tests against other programs are skipped"; fi; \
	fi

# Makes the shipped example again, byte for byte.
example: setup
	swift build $(BUILD) --product sidestep
	.build/release/sidestep simulate -o $(EXAMPLE).conn.log.gz --truth $(EXAMPLE).truth.csv \
	  --subnets $(EXAMPLE).subnets.csv --assets $(EXAMPLE).assets.csv

clean:
	rm -rf .build reports/demo
