# Prerequisites: Node 20+, Go 1.25+, make. Everything else is installed or built when it is missing.
STACK ?= dev
ARGS ?=
PULUMI = tools/pulumi
# What names the stack in a command, where it is not the default one.
OF = $(if $(filter-out dev,$(STACK)), STACK=$(STACK))
TSX = node --import tsx
# Prints the binary's path; quick when it is built already.
BUILD_EMBEDDED = $(TSX) lib/goBinary/cli.ts --directory runtime/kubernetes --name meshstack-kubernetes --ldflags-file ldflags.txt

# Istio's own command, which tests compare the injector, the control plane and the routing rules with.
BUILD_ISTIOCTL = $(TSX) lib/goBinary/cli.ts --directory runtime/images/istio --package istio.io/istio/istioctl/cmd/istioctl --name istioctl --ldflags-file ldflags.txt --tags vtprotobuf disable_pgv grpcnotrace retrynotrace

# Only real nodes need anything of the machine.
PREPARE = if grep -qs 'nodes: *real' stacks/Pulumi.$(STACK).yaml; then $(TSX) tools/prepare.ts $(STACK) $(ARGS); fi

.DEFAULT_GOAL := help
.PHONY: help up preview destroy refresh cancel status doctor verify render inject kubectl embedded images istioctl test test-live testembedded bench bench-live bench-clusters lint format docs

help: ## what there is to do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo "  STACK=name chooses a stack (default: dev); ARGS='…' is handed on."

# Only when package-lock.json is newer than what is installed. Not `npm ci`: that refuses the lock where a registry lacks
# the optional packages of other platforms. What is installed is the lock's all the same, and the lock stays as it is.
node_modules/.installed: package.json package-lock.json
	@echo "Installing the npm packages …" >&2
	@npm install --no-save --no-audit --no-fund --loglevel=error >&2
	@touch $@

up: node_modules/.installed ## bring the environment up
	@$(PREPARE)
	@$(PULUMI) up -s $(STACK) --yes --skip-preview $(ARGS)
	@printf '\nTry next:\n' >&2
	@printf '  %-46s %s\n' \
		"make status$(OF)" "what runs, what is ready, where it answers" \
		"make kubectl$(OF) ARGS='get pods -A'" "look inside the cluster" \
		"make preview$(OF) ARGS=--diff" "after editing stacks/Pulumi.$(STACK).yaml, say routes: [reviews-default]" \
		"make destroy$(OF)" "take all of it away" >&2

preview: node_modules/.installed ## what `make up` would change
	@$(PULUMI) preview -s $(STACK) $(ARGS)

destroy: node_modules/.installed ## take all of it away, the cluster included
	@$(PULUMI) destroy -s $(STACK) --yes --skip-preview $(ARGS)

refresh: node_modules/.installed ## compare the state with what is really there
	@$(PULUMI) refresh -s $(STACK) --yes --skip-preview $(ARGS)

cancel: node_modules/.installed ## let go of the lock of a command that was killed
	@$(PULUMI) cancel -s $(STACK) --yes

status: node_modules/.installed ## what runs, what is ready, where it answers
	@$(TSX) tools/status.ts $(STACK) $(ARGS)

doctor: node_modules/.installed ## what `make up` would check before it makes anything, and no more (ARGS=--json)
	@$(TSX) tools/doctor.ts $(STACK) $(ARGS)

verify: node_modules/.installed ## check what runs, from the outside and from within its pods (ARGS=--json)
	@$(TSX) tools/verify/main.ts $(STACK) $(ARGS)

render: node_modules/.installed ## the environment as YAML on stdout (use make -s)
	@$(TSX) tools/render.ts $(STACK) $(ARGS)

inject: node_modules/.installed ## FILE=in.yaml with sidecars, on stdout (`-`: stdin)
	$(if $(FILE),,$(error FILE is missing: make inject FILE=in.yaml, or FILE=- for standard input))
	@$(TSX) tools/inject/command.ts -f $(FILE) $(ARGS)

kubectl: node_modules/.installed ## ARGS='get pods -A' against the stack's cluster
	@tools/kubectl $(STACK) $(ARGS)

embedded: node_modules/.installed ## build the embedded Kubernetes ahead of time
	@$(BUILD_EMBEDDED)

images: node_modules/.installed ## build the container images of stack live ahead of time; ARGS=name builds one
	@$(TSX) runtime/images/cli.ts build $(ARGS)

istioctl: node_modules/.installed ## build the istioctl that tests compare with, and print its path
	@$(BUILD_ISTIOCTL)

test: node_modules/.installed ## all tests that need no root; ARGS=path runs one file
	@$(BUILD_EMBEDDED) >/dev/null
	@npx --no-install jest $(ARGS)

test-live: node_modules/.installed ## stack live from nothing to nothing: root, some minutes
	@$(BUILD_EMBEDDED) >/dev/null
	@npx --no-install jest --config jest.live.config.js $(ARGS)

testembedded: node_modules/.installed ## the Go tests of runtime/kubernetes and of the k3s fake
	@MESHSTACK_KUBERNETES="$$($(BUILD_EMBEDDED))" && export MESHSTACK_KUBERNETES && \
		export CGO_ENABLED=0 GOFLAGS=-trimpath && cd runtime/kubernetes && go test -vet=off ./... && \
		cd ../../test/support/k3s && go test -vet=off ./...

bench: node_modules/.installed ## measure against peers, as ratios
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/main.ts $(ARGS)

bench-live: node_modules/.installed ## measure stack live: start, memory, latency with and without sidecars
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/live/main.ts $(ARGS)

bench-clusters: node_modules/.installed ## measure the drivers: from nothing to a ready API, and 1, 3, 10 agents
	@$(BUILD_EMBEDDED) >/dev/null
	@$(TSX) tools/bench/clusters/main.ts $(ARGS)

lint: node_modules/.installed ## types, rules and format
	@npx --no-install tsc -p .
	@npx --no-install eslint .
	@npx --no-install prettier --check --log-level warn .

format: node_modules/.installed ## write the format that lint wants
	@npx --no-install prettier --write --log-level warn .

docs: node_modules/.installed ## write the generated pages of docs/
	@$(TSX) tools/docs.ts
