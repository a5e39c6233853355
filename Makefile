# Everything begins here. Each target does its own set-up (scripts/setup), which takes a second when there is nothing to do.

.PHONY: demo test build dev lint fmt e2e screenshots bench bench-client

demo: ## A mail farm and Gatepost on this machine, at http://127.0.0.1:8080
	@scripts/demo

test: ## Every check and every test
	@scripts/test

build: ## target/release/gatepost, with the client inside
	@scripts/setup build
	@scripts/build-client
	@cargo build --locked --release -p gatepost

dev: ## The demo, with the client rebuilt and reloaded at every change, at http://127.0.0.1:8081
	@scripts/demo --dev

lint: ## Format and clippy, for the machine and for the browser
	@scripts/test format lint

fmt: ## Format all Rust
	@cargo fmt --all

e2e: ## The browser tests alone
	@scripts/test client browser

screenshots: ## The pictures in docs/screenshots
	@scripts/test client screenshots

bench: ## What everything costs beside bare IMAP: docs/PERFORMANCE.md, some minutes on a quiet machine
	@scripts/bench

bench-client: ## What the client costs a person, in Chromium: docs/PERFORMANCE.md, some minutes on a quiet machine
	@scripts/bench-client
