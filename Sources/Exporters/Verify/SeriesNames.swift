internal import LabSchema

/// What the tie-out calls a series.
enum SeriesNames {
  /// The year's first series is called by its documents and year; one that goes on from it, by its
  /// format too.
  static func name(_ series: Manifest.Series, in checks: Set<String>) -> String {
    let documents = NumberSeriesKind(rawValue: series.kind)?.documents ?? series.kind
    let short = "\(documents) \(series.fiscalYear)"
    let long = "\(short) (\(series.numberFormat))"
    return checks.contains(TieOut.once(long)) ? long : short
  }
}
