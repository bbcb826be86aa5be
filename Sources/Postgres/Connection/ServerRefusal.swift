internal import CLibPQ

extension ConnectionOptions {
  /// Whether no later attempt can succeed where one failed: these cannot lead to any server, or the
  /// server is up and does not let this user in.
  ///
  /// Asks the server again. A message would not do: it is in the server's language, and libpq tells
  /// the SQLSTATE of a refusal only through a handle that was told to before it connected.
  package var isHopeless: Bool {
    guard let url = try? url.map({ try DatabaseURL($0).text }) else { return url != nil }
    let parameters = parameters(url: url)
    let ping = unsafe Connection.with(parameters) { unsafe PQpingParams($0, $1, 1) }
    // A server that starts or stops rejects (57P03), and one that is not there gives no response.
    if ping == PQPING_NO_ATTEMPT { return true }
    return ping == PQPING_OK && Self.isRefused(parameters)
  }

  /// Whether the server turns this user away (class 28), or asks for a password that nobody gave.
  private static func isRefused(_ parameters: [(String, String)]) -> Bool {
    // It begins, and connects as a whole when it is begun anew.
    let handle = unsafe Connection.with(parameters) { unsafe PQconnectStartParams($0, $1, 1) }
    guard let handle = unsafe handle else { return false }
    defer { unsafe PQfinish(handle) }
    _ = unsafe PQsetErrorVerbosity(handle, PQERRORS_SQLSTATE)
    unsafe PQreset(handle)
    guard unsafe PQstatus(handle) == CONNECTION_BAD else { return false }
    if unsafe PQconnectionNeedsPassword(handle) == 1 { return true }
    let message = unsafe String(cString: PQerrorMessage(handle))
    let sqlState = message.split(whereSeparator: \.isWhitespace).last ?? ""
    return sqlState.count == 5 && sqlState.hasPrefix("28")
  }
}
