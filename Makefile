# Requirements: Node 20+, Go 1.26+, make. Everything else is downloaded or built when it is missing.
ARGS ?=
PULUMI = tools/pulumi
TSX = node --import tsx
# Runs a command from a bundle of its sources.
START = node tools/start.js
# A text as one word of a shell.
quoted = '$(subst ','\'',$(1))'
# The argument that selects the stack in a command, empty for the default stack.
OF = $(if $(filter command environment,$(origin STACK)), STACK=$(STACK))
ifeq ($(origin STACK),undefined)
# Asks for the default once, and only in a recipe that uses it.
STACK = $(eval STACK := $(or $(shell $(START) tools/defaultStack.ts),$(error no default stack)))$(STACK)
endif
# Prints the path of the binary, and builds it first if necessary.
BUILD_EMBEDDED = $(START) lib/goBinary/cli.ts --directory runtime/kubernetes --name meshstack-kubernetes --ldflags-file ldflags.txt

# Istio's own command, which tests compare the injector, the control plane and the routing rules with.
BUILD_ISTIOCTL = $(START) lib/goBinary/cli.ts --directory runtime/images/istio --package istio.io/istio/istioctl/cmd/istioctl --name istioctl --ldflags-file ldflags.txt --tags vtprotobuf disable_pgv grpcnotrace retrynotrace

# Builds the official Pulumi CLI from its Go module and prints its path.
BUILD_PULUMI = $(START) runtime/pulumi/main.ts
# Builds the language host of Pulumi YAML, with which tests use the components in another language.
BUILD_PULUMI_YAML = $(START) lib/goBinary/cli.ts --directory test/support/pulumiYaml --package github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml --name pulumi-language-yaml
# Builds the official Kubernetes plugin from its Go module and prints its path.
BUILD_PULUMI_KUBERNETES = $(START) runtime/pulumi/main.ts kubernetes

.DEFAULT_GOAL := help
.PHONY: help up preview destroy refresh cancel status doctor verify render inject kubectl embedded images istioctl pulumi pulumi-kubernetes test test-e2e test-conformance test-official-plugin test-referees test-nodes test-live testembedded bench bench-live bench-clusters bench-first-start lint format docs release package

help: ## list all targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-20s %s\n", $$1, $$2}'
	@echo "  STACK=name chooses a stack (default: live where real nodes are possible, else dev); ARGS='…' passes arguments."

# Only when package-lock.json is newer than what is installed. Not `npm ci`, which rejects the lock where a registry does
# not have the optional packages of other platforms. The installed versions are those of the lock, which does not change.
node_modules/.installed: package.json package-lock.json
	@command -v node >/dev/null || { echo 'node: found none on PATH; expected Node.js 20 or later. Install it.' >&2; exit 1; }
	@echo "Installing the npm packages …" >&2
	@npm install --no-save --no-audit --no-fund --no-update-notifier --loglevel=error >&2
	@touch $@

up: node_modules/.installed ## create or update the environment
	@$(PULUMI) up -s $(call quoted,$(STACK)) --yes --skip-preview $(ARGS)
	@printf '\nTry next:\n' >&2
	@printf '  %-46s %s\n' \
		"make status$(OF)" "show nodes, workloads and page addresses" \
		"make verify$(OF)" "check the running mesh" \
		"make kubectl$(OF) ARGS='get pods -A'" "list the pods of the cluster" \
		"make preview$(OF) ARGS=--diff" "show what an edit of stacks/Pulumi.$(STACK).yaml changes" \
		"make destroy$(OF)" "delete everything" >&2

preview: node_modules/.installed ## show what `make up` would change
	@$(PULUMI) preview -s $(call quoted,$(STACK)) $(ARGS)

destroy: node_modules/.installed ## delete the environment and its cluster
	@$(PULUMI) destroy -s $(call quoted,$(STACK)) --yes --skip-preview $(ARGS)

refresh: node_modules/.installed ## update the state from the real resources
	@$(PULUMI) refresh -s $(call quoted,$(STACK)) --yes --skip-preview $(ARGS)

cancel: node_modules/.installed ## release the lock of a killed command
	@$(PULUMI) cancel -s $(call quoted,$(STACK)) --yes

status: node_modules/.installed ## show nodes, workloads and page addresses
	@$(START) tools/status.ts $(call quoted,$(STACK)) $(ARGS)

doctor: node_modules/.installed ## run only the preflight checks of `make up` (ARGS=--json)
	@$(START) tools/doctor.ts $(call quoted,$(STACK)) $(ARGS)

verify: node_modules/.installed ## check the running environment (ARGS=--json)
	@$(START) tools/verify/main.ts $(call quoted,$(STACK)) $(ARGS)

render: node_modules/.installed ## print the environment as YAML (use make -s)
	@$(START) tools/render.ts $(call quoted,$(STACK)) $(ARGS)

# The shell reads FILE from the environment, so that a path may contain any character.
inject: export INJECT_FILE = $(FILE)
inject: node_modules/.installed ## print FILE=in.yaml (files, a folder or `-`) with sidecars; ARGS='-o out.yaml' writes a file
	$(if $(FILE),,$(error FILE is missing: make inject FILE=in.yaml, or FILE=- for standard input))
	@$(START) tools/inject/command.ts -f "$$INJECT_FILE" $(ARGS)

kubectl: node_modules/.installed ## run kubectl on the cluster, such as ARGS='get pods -A'
	@$(START) tools/kubectl.ts $(call quoted,$(STACK)) $(ARGS)

embedded: node_modules/.installed ## build the embedded Kubernetes in advance
	@$(BUILD_EMBEDDED)

images: node_modules/.installed ## build the container images of stack live in advance; ARGS=name builds one
	@$(START) runtime/images/cli.ts build $(ARGS)

istioctl: node_modules/.installed ## build the istioctl for tests and print its path
	@$(BUILD_ISTIOCTL)

pulumi: node_modules/.installed ## build the official Pulumi CLI and print its path
	@$(BUILD_PULUMI)

pulumi-kubernetes: node_modules/.installed ## build the official Kubernetes plugin and print its path
	@$(BUILD_PULUMI_KUBERNETES)

test: node_modules/.installed ## run the tests of all parts; ARGS=path runs one file
	@$(BUILD_EMBEDDED) >/dev/null
	@npx --no-install jest $(ARGS)

test-e2e: node_modules/.installed ## run the tests of whole environments and of the pages in a browser
	@$(BUILD_EMBEDDED) >/dev/null
	@$(BUILD_PULUMI) >/dev/null
	@$(BUILD_PULUMI_YAML) >/dev/null
	@npx --no-install jest --config jest.e2e.config.js $(ARGS)

test-conformance: node_modules/.installed ## compare the embedded engine with the official CLI (builds it)
	@$(BUILD_EMBEDDED) >/dev/null
	@$(BUILD_PULUMI) >/dev/null
	@npx --no-install jest --config jest.conformance.config.js $(ARGS)

test-official-plugin: node_modules/.installed ## compare our Kubernetes plugin with the official one (builds it)
	@$(BUILD_EMBEDDED) >/dev/null
	@$(BUILD_PULUMI) >/dev/null
	@OFFICIAL_PLUGIN="$$($(BUILD_PULUMI_KUBERNETES))" && export OFFICIAL_PLUGIN && \
		npx --no-install jest --config jest.conformance.config.js test/conformance/officialPlugin.test.ts $(ARGS)

test-referees: node_modules/.installed ## compare with kubectl's and Istio's own readers on 10,000 random examples each
	@$(BUILD_ISTIOCTL) >/dev/null
	@export REFEREE_RUNS="$${REFEREE_RUNS:-10000}" && \
		export REFEREE_SEED="$${REFEREE_SEED:-$$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')}" && \
		echo "REFEREE_SEED=$$REFEREE_SEED" >&2 && \
		npx --no-install jest $(or $(ARGS),test/golden/manifests test/golden/kubeconfigs test/golden/routingReferee test/golden/currentInject)

test-nodes: node_modules/.installed ## run the unit tests on the other supported releases of Node.js
	@$(TSX) tools/testNodes.ts $(ARGS)

test-live: node_modules/.installed ## run the tests of stack live (root, some minutes)
	@$(BUILD_EMBEDDED) >/dev/null
	@npx --no-install jest --config jest.live.config.js $(ARGS)

testembedded: node_modules/.installed ## run the Go tests of runtime/kubernetes and of the k3s fake
	@MESHSTACK_KUBERNETES="$$($(BUILD_EMBEDDED))" && export MESHSTACK_KUBERNETES && \
		export CGO_ENABLED=0 GOFLAGS=-trimpath && cd runtime/kubernetes && go test -vet=off ./... && \
		cd ../../test/support/k3s && go test -vet=off ./...

bench: node_modules/.installed ## compare the performance with other tools
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/main.ts $(ARGS)

bench-live: node_modules/.installed ## measure stack live with and without root: start, memory, latency
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/live/main.ts $(ARGS)

bench-clusters: node_modules/.installed ## measure the drivers: time to a ready API, and 1, 3 and 10 agents
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/clusters/main.ts $(ARGS)

bench-first-start: node_modules/.installed ## measure the parts of a first start from empty caches (half an hour)
	@$(TSX) tools/bench/firstStart.ts $(ARGS)

lint: node_modules/.installed ## check types, rules, imports, unused code and format
	@npx --no-install tsc -p .
	@$(TSX) tools/lint/page.ts >/dev/null
	@npx --no-install eslint .
	@npx --no-install knip --no-progress
	@npx --no-install knip --no-progress --production --include files
	@$(TSX) tools/lint/cycles.ts
	@npx --no-install prettier --check --log-level warn .

format: node_modules/.installed ## format all files
	@npx --no-install prettier --write --log-level warn .

docs: node_modules/.installed ## generate the tables in docs/ from the code
	@$(TSX) tools/docs.ts

release: node_modules/.installed ## pack the binaries of this platform for npm
	@$(TSX) tools/release/main.ts $(ARGS)

# .npmrc turns the scripts of packages off, and with them this package's own prepack.
package: node_modules/.installed ## pack the components for other Pulumi programs (components/README.md)
	@npm pack --ignore-scripts=false --silent
