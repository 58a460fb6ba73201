# Every command of this repository. `just` lists them; `just check` is what CI runs.

bin := ".venv/bin"

# List the commands
default:
    @just --list

# Install what is missing, then run everything: just up --port 0
up *arguments:
    scripts/up {{arguments}}

# Install what is missing, then check style, types, imports and behaviour
check *arguments:
    scripts/test {{arguments}}

# Style, without changing anything
lint:
    {{bin}}/ruff check
    {{bin}}/ruff format --check

# Put the style right
format:
    {{bin}}/ruff check --fix
    {{bin}}/ruff format

# Types, strictly
types:
    {{bin}}/mypy

# Who imports whom
imports:
    {{bin}}/lint-imports

# Tests: just test tests/unit -k order
test *arguments:
    {{bin}}/python -m pytest {{arguments}}

# Ask PyPI's advisory database about every dependency; needs the network
audit:
    scripts/audit

# Renew requirements.lock
lock *arguments:
    scripts/lock {{arguments}}

# Write docs/openapi from the apps
openapi:
    scripts/openapi

# Measure how long orders take, on a system started for it
bench-orders *arguments:
    {{bin}}/python benchmarks/orders.py {{arguments}}

# Kill, restart and lose whatever can be, then audit what is left: just bench-faults --seed 2
bench-faults *arguments:
    {{bin}}/python benchmarks/faults.py {{arguments}}

# Send the gateway what a hostile client might: just bench-gateway --cases 5000 --seed 7
bench-gateway *arguments:
    {{bin}}/python benchmarks/gateway_fuzz.py {{arguments}}

# Ask both services whatever their OpenAPI documents allow and forbid: just bench-openapi --examples 300
bench-openapi *arguments:
    {{bin}}/python benchmarks/openapi.py {{arguments}}

# Measure the packing engine
bench-packing *arguments="--sets BR1 BR7 --problems 10 --seconds 1":
    {{bin}}/python benchmarks/packing/run.py {{arguments}}

# Install what the packing engine is measured beside, and what draws pictures, apart from the product
bench-packing-peers:
    benchmarks/packing/peers/install

# Renew the lock of those peers
bench-packing-lock *arguments:
    benchmarks/packing/peers/lock {{arguments}}

# Count the equal bins that the packing engine and its peers need
bench-packing-bins *arguments:
    {{bin}}/python benchmarks/packing/bins.py {{arguments}}

# Measure how fast everyday loads are packed, warm and cold
bench-packing-speed *arguments:
    {{bin}}/python benchmarks/packing/speed.py {{arguments}}

# Draw how the fill rises with time, from measured results: just bench-packing-plot --output docs/packing/fill.svg
bench-packing-plot *arguments:
    benchmarks/packing/peers/.venv/bin/python benchmarks/packing/plot.py {{arguments}}
