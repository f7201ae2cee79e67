# `make` alone lists what there is. Each target first makes or mends the environment it needs.
# What is set on the command line or around it is passed on: make run PORT=9000 DATA_DIR=/srv/tepai DEMO=0
unexport PYTHONPATH PYTHONHOME

PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench deploy-local deploy lock messages api pictures run-environment test-environment

help: ## 列出全部命令 · list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: run-environment ## 启动特派 · start Tepai on 127.0.0.1 (PORT=8000 DATA_DIR=data DEMO=1)
	@exec $(PYTHON) -m infra.local run

test: test-environment ## 全部测试，含真实浏览器 · every test, a real browser included
	@$(PYTHON) -m infra.local.browser
	@$(PYTHON) -m pytest -n auto --dist loadfile $(ARGS)

test-long: test-environment ## 更多种子与用例 · the same tests with more seeds and cases
	@$(PYTHON) -m infra.local.browser
	@TEPAI_TEST_LONG=1 $(PYTHON) -m pytest -n auto --dist loadfile $(ARGS)

check: test-environment ## 格式、类型、分层、模板、译文 · format, lint, types, layers, AWS templates, English
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache
	@$(PYTHON) -m infra.aws check
	@$(PYTHON) -m infra.languages check
	@$(PYTHON) -m infra.api_catalogue check

bench: test-environment ## 性能数字，写入 benchmarks/results.json · figures beside their limits
	@$(PYTHON) -m benchmarks $(ARGS)

deploy-local: test-environment ## 部署到本机的 AWS 模拟器 · deploy the real packages to an AWS emulator here
	@$(PYTHON) -m infra.aws deploy-local $(ARGS)

deploy: test-environment ## 部署到 AWS · deploy to AWS with your credentials
	@$(PYTHON) -m infra.aws deploy $(ARGS)

lock: ## 重新锁定依赖 · remake the locks in requirements/ (UPGRADE=1 takes the newest)
	@sh infra/local/environment.sh lock
	@PATH="$(CURDIR)/.venv-lock/bin:$$PATH" sh requirements/lock.sh

messages: test-environment ## 收集并编译译文 · collect and compile the English messages
	@$(PYTHON) -m infra.languages $(ARGS)

api: test-environment ## 更新接口目录 · write the catalogue of the API anew
	@$(PYTHON) -m infra.api_catalogue

pictures: test-environment ## 重拍 README 的图片 · take the README's pictures again
	@$(PYTHON) -m infra.local.pictures $(ARGS)

run-environment:
	@sh infra/local/environment.sh run

test-environment:
	@sh infra/local/environment.sh test
