// SPDX-License-Identifier: Apache-2.0

extension CICWriter {
  /// The published header, spaces and repetition included.
  static let header =
    "Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol,"
    + " Timestamp, Flow Duration, Total Fwd Packets, Total Backward Packets,"
    + "Total Length of Fwd Packets, Total Length of Bwd Packets, Fwd Packet Length Max,"
    + " Fwd Packet Length Min, Fwd Packet Length Mean, Fwd Packet Length Std,"
    + "Bwd Packet Length Max, Bwd Packet Length Min, Bwd Packet Length Mean,"
    + " Bwd Packet Length Std,Flow Bytes/s, Flow Packets/s, Flow IAT Mean, Flow IAT Std,"
    + " Flow IAT Max, Flow IAT Min,Fwd IAT Total, Fwd IAT Mean, Fwd IAT Std, Fwd IAT Max,"
    + " Fwd IAT Min,Bwd IAT Total, Bwd IAT Mean, Bwd IAT Std, Bwd IAT Max, Bwd IAT Min,"
    + "Fwd PSH Flags, Bwd PSH Flags, Fwd URG Flags, Bwd URG Flags, Fwd Header Length,"
    + " Bwd Header Length,Fwd Packets/s, Bwd Packets/s, Min Packet Length,"
    + " Max Packet Length, Packet Length Mean, Packet Length Std, Packet Length Variance,"
    + "FIN Flag Count, SYN Flag Count, RST Flag Count, PSH Flag Count, ACK Flag Count,"
    + " URG Flag Count, CWE Flag Count, ECE Flag Count, Down/Up Ratio, Average Packet Size,"
    + " Avg Fwd Segment Size, Avg Bwd Segment Size, Fwd Header Length,Fwd Avg Bytes/Bulk,"
    + " Fwd Avg Packets/Bulk, Fwd Avg Bulk Rate, Bwd Avg Bytes/Bulk, Bwd Avg Packets/Bulk,"
    + "Bwd Avg Bulk Rate,Subflow Fwd Packets, Subflow Fwd Bytes, Subflow Bwd Packets,"
    + " Subflow Bwd Bytes,Init_Win_bytes_forward, Init_Win_bytes_backward,"
    + " act_data_pkt_fwd, min_seg_size_forward,Active Mean, Active Std, Active Max,"
    + " Active Min,Idle Mean, Idle Std, Idle Max, Idle Min, Label\n"
}

/// Lengths of the packets of one direction, as far as count and sum of bytes tell.
struct PacketLengths {
  let count: Int64
  let bytes: Int64
  let shortest: Int64
  let longest: Int64
  /// Packets that carry payload.
  let segments: Int64

  /// Payload of a full packet.
  private static let full: Int64 = 1_460

  init(_ count: Int64, _ bytes: Int64, isTCP: Bool) {
    self.count = count
    self.bytes = bytes
    let least = count > 0 ? (bytes + count - 1) / count : 0
    longest = count > 0 ? max(least, min(Self.full, bytes)) : 0
    // TCP's opener carries nothing; datagrams of one flow are taken as alike.
    shortest = isTCP || count == 0 ? 0 : bytes / count
    segments = min(count, (bytes + Self.full - 1) / Self.full)
  }

  init(joining a: PacketLengths, _ b: PacketLengths) {
    count = a.count + b.count
    bytes = a.bytes + b.bytes
    shortest = a.count == 0 ? b.shortest : b.count == 0 ? a.shortest : min(a.shortest, b.shortest)
    longest = max(a.longest, b.longest)
    segments = a.segments + b.segments
  }

  var mean: Double { count > 0 ? Double(bytes) / Double(count) : 0 }

  /// The variance of lengths that are all the shortest or the longest.
  var variance: Double {
    count > 1 ? max(0, (Double(longest) - mean) * (mean - Double(shortest))) : 0
  }

  var deviation: Double { variance.squareRoot() }
}

/// Microseconds between packets that are evenly spaced over a flow.
struct Pauses {
  let total: Int64
  let mean: Double
  let longest: Int64
  let shortest: Int64

  init(_ packets: Int64, _ duration: Int64) {
    guard packets > 1 else {
      (total, mean, longest, shortest) = (0, 0, 0, 0)
      return
    }
    let gaps = packets - 1
    total = duration
    mean = Double(duration) / Double(gaps)
    longest = (duration + gaps - 1) / gaps
    shortest = duration / gaps
  }
}
