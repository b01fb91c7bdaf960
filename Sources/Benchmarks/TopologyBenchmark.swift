// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Flows
import Foundation
import Simulation
import Topology

/// Times graph measures beside NetworKit and igraph, and all features of an office.
struct TopologyBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Times graph measures beside NetworKit and igraph, and all features of an office.",
    discussion: """
      Medians of CPU seconds on one thread, with the least and the most. Peers come from
      PyPI into a throw-away folder; without Python or PyPI our figures stand alone.
      """)

  @Option(help: "How often each measure is made.")
  var repeats = 5

  @Flag(help: "Leave the peers out.")
  var alone = false

  func run() async throws {
    let large = Self.randomGraph(hosts: 100_000, arcs: 5_000_000, seed: 1)
    let small = Self.randomGraph(hosts: 9_231, arcs: 103_000, seed: 2)
    let graph = HostGraph(
      hostCount: large.hosts, sources: large.sources, targets: large.targets)
    let office = HostGraph(
      hostCount: small.hosts, sources: small.sources, targets: small.targets)
    let undirected = UndirectedGraph(graph)
    let peers = alone ? [:] : try Peers.topology(large: large, small: small, repeats: repeats)
    print(
      "work                                      ours s (least–most)      peer s   ratio   goal")
    func row(_ name: String, _ peer: String?, goal: String, _ work: () -> Void) {
      BenchmarkText.report(
        name, (0..<repeats).map { _ in Self.processSeconds(work) }, peer.flatMap { peers[$0] }, goal
      )
    }
    row("build, 100k hosts, 5M arcs (NetworKit)", "build", goal: "5") {
      _ = HostGraph(hostCount: large.hosts, sources: large.sources, targets: large.targets)
    }
    row("PageRank to 1e-10 (NetworKit)", "pagerank", goal: "2.5") { _ = PageRank()(graph) }
    row("clustering, from the directed graph (igraph)", "clustering", goal: "2") {
      _ = Clustering()(UndirectedGraph(graph))
    }
    let sources = stride(from: 0, to: large.hosts, by: large.hosts / 256).prefix(256)
    row("betweenness from 256 hosts (igraph)", "betweenness_256", goal: "1.5") {
      _ = Betweenness(from: sources.map { Int32($0) })(graph)
    }
    row("betweenness, 9,231 hosts, 103k (igraph)", "betweenness", goal: "1") {
      _ = Betweenness()(office)
    }
    row("strong components (NetworKit)", "scc", goal: "1") { _ = Components.strong(graph) }
    row("cores (NetworKit)", "cores", goal: "1") { _ = CoreDecomposition()(undirected) }
    var walls: [[Double]] = []
    for threads in [1, 2] {
      var seconds: [Double] = []
      for _ in 0..<repeats {
        let start = ContinuousClock.now
        _ = await Betweenness()(office, threads: threads)
        seconds.append(Self.seconds(ContinuousClock.now - start))
      }
      walls.append(seconds.sorted())
    }
    let (one, two) = (walls[0][repeats / 2], walls[1][repeats / 2])
    print(
      "the same by the clock: 1 thread \(BenchmarkText.number(one)) s, 2 threads \(BenchmarkText.number(two)) s, ratio "
        + "\(BenchmarkText.number(one / two)), goal 1.7")
    try features()
  }

  /// Ten million flows of 5,000 hosts in seven daily windows, once there are edges.
  private func features() throws {
    var options = OfficeOptions.demo
    options.intrusions = []
    options.hosts = 5000
    options.days = 7
    options.flowsPerWorkday = 1_850_000
    let simulation = try Simulation(options)
    var builder = EdgeTableBuilder(scope: EdgeScope())
    var flows = 0
    for day in 0..<simulation.dayCount {
      let batch = simulation.day(day)
      flows += batch.count
      builder.add(batch)
    }
    let table = builder.table()
    let day: Int64 = 86_400_000_000
    let seconds = (0..<repeats).map { _ in
      Self.processSeconds {
        var profiles = HostProfiles()
        for number in 0..<Int64(simulation.dayCount) {
          let start = options.start.advanced(byMicroseconds: number * day)
          let hourly = table.slice(TimeRange(start, start.advanced(byMicroseconds: day)))
          let edges = hourly.mergingTicks()
          let matrix = FeatureMatrix(
            WindowFacts(
              hourly: hourly, edges: edges, profiles: profiles, subnets: SubnetMap()))
          profiles.fold(edges, features: matrix, subnets: SubnetMap())
        }
      }
    }
    print("\(flows) flows, \(table.hosts.count) hosts, \(table.count) hourly edges, 7 windows:")
    BenchmarkText.report("all \(Feature.all.count) features", seconds, nil, "under 3 s")
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// CPU seconds of this process, all threads.
  private static func processSeconds(_ work: () -> Void) -> Double {
    let start = clock()
    work()
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  /// Arcs between uniformly random hosts.
  private static func randomGraph(hosts: Int, arcs: Int, seed: UInt64) -> RandomArcs {
    var generator = SeededGenerator(seed: seed)
    func draw() -> [Int32] {
      (0..<arcs).map { _ in Int32.random(in: 0..<Int32(hosts), using: &generator) }
    }
    return RandomArcs(hosts: hosts, sources: draw(), targets: draw())
  }
}

/// A graph as it is handed to all that are timed.
struct RandomArcs {
  let hosts: Int
  let sources: [Int32]
  let targets: [Int32]
}
