/// The text of a metrics file, in Prometheus's text format: for each metric its help, its type and its
/// samples.
struct MetricsText {
  /// The lines of samples by metric.
  private var samples: [Metric: [String]] = [:]

  /// - Parameter lab: the schema, by which several labs of one machine are told apart.
  init(_ samples: [MetricSample], lab: String) {
    for sample in samples {
      let labels = zip(["lab"] + sample.metric.labels, [lab] + sample.labels)
        .map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
      self.samples[sample.metric, default: []].append(
        "\(sample.metric.rawValue){\(labels)} \(sample.value)")
    }
  }

  /// Reads what such a file holds: what is no sample of a metric of this version's is passed over.
  init(reading text: String) {
    for line in text.split(separator: "\n") {
      guard let metric = Self.metric(ofSample: line) else { continue }
      samples[metric, default: []].append(String(line))
    }
  }

  /// Takes over what was known before of some metrics: a night that never reached its database knows
  /// nothing of the last success.
  mutating func keep(_ isKept: (Metric) -> Bool, of before: MetricsText) {
    for (metric, lines) in before.samples where isKept(metric) { samples[metric] = lines }
  }

  /// The schema that the samples are of; nil where there is none.
  var lab: String? {
    guard let sample = samples.values.first?.first, let start = sample.firstRange(of: "{lab=\"")
    else { return nil }
    let rest = sample[start.upperBound...]
    return rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
  }

  var text: String {
    Metric.allCases.map { metric in
      guard let lines = samples[metric] else { return "" }
      return
        (["# HELP \(metric.rawValue) \(metric.help)", "# TYPE \(metric.rawValue) gauge"] + lines)
        .map { $0 + "\n" }.joined()
    }.joined()
  }

  private static func metric(ofSample line: Substring) -> Metric? {
    guard let brace = line.firstIndex(of: "{"),
      let metric = Metric(rawValue: String(line[..<brace])),
      let end = line.range(of: "\"} ", from: brace), Double(line[end...]) != nil,
      !line[..<end].contains(where: \.isNewline)
    else { return nil }
    return metric
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

extension Substring {
  /// Where what follows the last such text behind a place begins; nil where there is none.
  fileprivate func range(of text: String, from start: Index) -> Index? {
    self[start...].ranges(of: text).last?.upperBound
  }
}
