// SPDX-License-Identifier: Apache-2.0

extension Dialect {
  /// What ``NfdumpSource`` makes of the binary files of nfcapd and sfcapd: one record a direction.
  static let nfcapd = builtIn(
    """
    name = nfcapd
    title = nfcapd files
    layout = columns
    recognise = nfcapd_start
    time = nfcapd_start
    duration = duration
    src = source
    sport = source_port
    dst = target
    dport = target_port
    proto = protocol
    packets-out = packets
    packets-in = packets_back
    bytes-out = bytes
    bytes-in = bytes_back
    flags-out = flags
    flags-form = letters
    state-from = flags of one side
    direction-from = unreliable
    unidirectional = yes
    """)
}
