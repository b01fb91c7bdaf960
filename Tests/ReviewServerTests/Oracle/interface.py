# SPDX-License-Identifier: Apache-2.0
"""Holds a running server against its own description: python3 interface.py URL TOKEN.

Prints what schemathesis says, and "agreed" in the end if it found nothing."""
import os
import subprocess
import sys
import tempfile

CONFIGURATION = """
[checks.positive_data_acceptance]
# 404: no such alert or host; 422: an exception that makes no sense for the alert, an empty time.
expected-statuses = [200, 404, 422]
[generation]
allow-x00 = false
"""

url, token = sys.argv[1:3]
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "configuration.toml"), "w") as file:
        file.write(CONFIGURATION)
    run = subprocess.run(
        [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", "configuration.toml", "run",
         url + "openapi.json", "-H", "Authorization: Bearer " + token, "--max-examples", "4",
         "--seed", "1", "--phases", "examples,coverage,fuzzing", "--warnings", "off", "--no-color"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=240)
print(run.stdout)
if run.returncode == 0:
    print("agreed")
