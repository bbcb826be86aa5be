internal import CCurl
internal import Glibc

/// Calls a URL in the manner of healthchecks: a POST with a short text as its body.
struct Ping: Sendable {
  let url: PingURL
  let body: String

  /// What healthchecks keeps of a body.
  static let largestBody = 100_000
  /// Pauses between tries.
  private static let pauses: [Duration] = [.milliseconds(300), .seconds(1), .seconds(2)]

  /// Calls it, and again where that failed and may go otherwise the next time, as long as there is time.
  ///
  /// - Throws: ``PingError``.
  func send(until deadline: NoticeDeadline) throws(PingError) {
    var pauses = Self.pauses[...]
    while true {
      let error: PingError
      do {
        return try post(until: deadline)
      } catch let failed {
        error = failed
      }
      guard error.isWorthAnotherTry, !deadline.isInterrupted, let pause = pauses.popFirst(),
        pause < deadline.left
      else { throw error }
      Self.wait(pause, until: deadline)
    }
  }

  private static func wait(_ pause: Duration, until deadline: NoticeDeadline) {
    let end = ContinuousClock.now + pause
    while .now < end, !deadline.isInterrupted { usleep(20_000) }
  }

  private func post(until deadline: NoticeDeadline) throws(PingError) {
    guard let request = HTTPPost(url: url, body: Self.cut(body)) else {
      throw PingError(reason: "libcurl has no memory", isWorthAnotherTry: false)
    }
    let status = try request.perform(until: deadline)
    guard !(200..<300).contains(status) else { return }
    throw PingError(
      reason: "\(url.shown) answers with \(status)",
      isWorthAnotherTry: status >= 500 || status == 429 || status == 408)
  }

  /// No character is cut in two.
  private static func cut(_ text: String) -> [UInt8] {
    var bytes = Array(text.utf8.prefix(largestBody))
    guard bytes.count < text.utf8.count else { return bytes }
    while let last = bytes.last, last & 0b1100_0000 == 0b1000_0000 { bytes.removeLast() }
    _ = bytes.popLast()
    return bytes
  }
}

/// Why a ping did not arrive; it names no more of the URL than may be shown.
struct PingError: Error, Equatable {
  let reason: String
  let isWorthAnotherTry: Bool
}

/// One POST by libcurl, over http or https only.
@safe
private struct HTTPPost: ~Copyable {
  private let url: PingURL
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  private let headers: UnsafeMutablePointer<curl_slist>?

  /// How long one try may take, so that another one can follow.
  private static let longest = Duration.seconds(5)
  private static let redirects = 3

  init?(url: PingURL, body: [UInt8]) {
    guard curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK, let easy = unsafe curl_easy_init()
    else { return nil }
    guard let multi = unsafe curl_multi_init() else {
      unsafe curl_easy_cleanup(easy)
      return nil
    }
    self.url = url
    unsafe (self.easy, self.multi) = unsafe (easy, multi)
    var headers = unsafe curl_slist_append(nil, "Content-Type: text/plain; charset=utf-8")
    // Without it a server that does not know it would be waited for.
    unsafe headers = unsafe curl_slist_append(headers, "Expect:")
    unsafe self.headers = unsafe headers
    unsafe curl_set_headers(easy, headers)
    for (option, value) in [
      (CURLOPT_URL, url.text), (CURLOPT_PROTOCOLS_STR, "http,https"),
      (CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
      (CURLOPT_USERAGENT, "jobrunner/\(programVersion)"),
    ] { unsafe curl_set_text(easy, option, value) }
    for (option, value) in [
      (CURLOPT_POST, 1), (CURLOPT_POSTFIELDSIZE, body.count), (CURLOPT_FOLLOWLOCATION, 1),
      (CURLOPT_MAXREDIRS, Self.redirects),
      (CURLOPT_POSTREDIR, Int(CURL_REDIR_POST_301 | CURL_REDIR_POST_302 | CURL_REDIR_POST_303)),
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT_MS, Self.longest.milliseconds),
      // A name server that does not answer is not waited for at the end.
      (CURLOPT_QUICK_EXIT, 1),
    ] { unsafe curl_set_number(easy, option, value) }
    // With its size said before, it is copied as it is.
    _ = unsafe body.withUnsafeBytes { bytes in
      unsafe curl_set_text(
        easy, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
    }
    unsafe curl_pass_over_answer(easy)
    unsafe curl_multi_add_handle(multi, easy)
  }

  deinit {
    unsafe curl_multi_remove_handle(multi, easy)
    unsafe curl_easy_cleanup(easy)
    unsafe curl_multi_cleanup(multi)
    unsafe curl_slist_free_all(headers)
  }

  /// - Returns: the status of the answer.
  func perform(until deadline: NoticeDeadline) throws(PingError) -> Int {
    var running: Int32 = 1
    while true {
      guard unsafe curl_multi_perform(multi, &running) == CURLM_OK else {
        throw PingError(reason: "\(url.shown): libcurl failed", isWorthAnotherTry: true)
      }
      if running == 0 { break }
      guard !deadline.isOver else {
        throw PingError(reason: "\(url.shown) does not answer in time", isWorthAnotherTry: false)
      }
      unsafe curl_multi_poll(multi, nil, 0, 20, nil)
    }
    try requireSuccess()
    var status = 0
    unsafe curl_status(easy, &status)
    return status
  }

  private func requireSuccess() throws(PingError) {
    var left: Int32 = 0
    guard let message = unsafe curl_multi_info_read(multi, &left),
      case let code = unsafe curl_result(message), code != CURLE_OK
    else { return }
    let reason = unsafe String(cString: curl_easy_strerror(code))
    throw PingError(
      reason: "\(url.shown): \(reason)",
      isWorthAnotherTry: ![
        CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_MANY_REDIRECTS, CURLE_URL_MALFORMAT,
      ]
      .contains(code))
  }
}
