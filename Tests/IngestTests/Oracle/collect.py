# SPDX-License-Identifier: Apache-2.0
"""Sends raw NetFlow datagrams to the collector nfcapd and prints the path of the file it writes.

Usage: collect.py FOLDER DATAGRAM...
"""
import os
import signal
import socket
import subprocess
import sys
import time

folder, datagrams = sys.argv[1], sys.argv[2:]
# Threads of a test hold signals back, and the collector would inherit that and never end.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
collector = subprocess.Popen(
    ["nfcapd", "-w", folder, "-b", "127.0.0.1", "-p", str(port)],
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    # It is there once the port is taken; to try it would take it from the collector.
    for _ in range(500):
        with open("/proc/net/udp") as table:
            if any(line.split()[1].endswith(":%04X" % port) for line in table):
                break
        time.sleep(0.02)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as exporter:
        for path in datagrams:
            with open(path, "rb") as file:
                exporter.sendto(file.read(), ("127.0.0.1", port))
            time.sleep(0.05)
    time.sleep(0.2)
finally:
    collector.terminate()
    collector.wait(10)
for name in sorted(os.listdir(folder)):
    if name.startswith("nfcapd.2"):
        print(os.path.join(folder, name))
