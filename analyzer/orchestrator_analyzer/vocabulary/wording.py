# Eleven languages are written in their own letters, some of which look like Latin ones.
"""Words that leave open what is meant, and words that say what is not decided."""

from orchestrator_analyzer.phrases import phrases

# Sections in which a question is one that the document itself has to answer.
EDGE_CASES = phrases(
    "edge cases, edge case, corner cases, cas limites, casos límite, casos extremos",
    "casos limite, casos de borda, randfälle, grenzfälle, randgevallen, casi limite",
    "пограничные случаи, граничные случаи, крайние случаи, エッジケース, 境界ケース",
    "엣지 케이스, 예외 상황, 边界情况, 边缘情况, 边界条件",
)

# What makes a sentence a demand.
DEMANDS = phrases(
    "shall, must, should, will, has to, have to, needs to, doit, doivent, devra, devront, devrait",
    "debe, deben, deberá, deberán, debería, deve, devem, deverá, deverão, deveria, devono, dovrà",
    "должен, должна, должно, должны, следует, необходимо, muss, müssen, soll, sollen, sollte",
    "moet, moeten, dient, dienen, なければならない, なければなりません, べき, ものとする",
    "する必要がある, すること",
    "해야, 하여야, 어야 한다, 어야 합니다, 아야 한다, 아야 합니다, 여야 한다",
    "必须, 应当, 应该, 须, 应, 需要",
)

# What nobody can check, whoever is asked: each of two readers would say something else.
VAGUE = phrases(
    "user-friendly, user friendly, easy to use, easy-to-use, intuitive, intuitively, seamless",
    "seamlessly, as fast as possible, as quickly as possible, as soon as possible",
    "as much as possible, as far as possible, state-of-the-art, state of the art",
    "in a timely manner, in a timely fashion, in reasonable time, in a reasonable time",
    "within a reasonable time, within reasonable time, reasonable amount of time",
    "reasonable performance, good performance, acceptable performance, adequate performance",
    "a few seconds, a few minutes, sufficiently fast, fast enough, quickly, clear and concise",
    "aesthetically pleasing, visually appealing, world-class, best-in-class",
    "convivial, conviviale, facile à utiliser, facile d'utilisation, intuitif, intuitive",
    "dès que possible, le plus rapidement possible, aussi vite que possible, rapidement",
    "dans un délai raisonnable, fácil de usar, intuitivo, intuitiva, amigable, rápidamente",
    "lo antes posible, lo más rápido posible, en un tiempo razonable, amigável, rapidamente",
    "o mais rápido possível, assim que possível, em tempo razoável, facile da usare",
    "il più rapidamente possibile, il prima possibile, in tempi ragionevoli",
    "удобный, удобным, удобно, интуитивно понятный, интуитивно понятным, интуитивно понятен",
    "как можно быстрее, быстро, в разумные сроки, за разумное время, benutzerfreundlich*",
    "intuitiv, intuitive, einfach zu bedienen, so schnell wie möglich, möglichst schnell",
    "in angemessener zeit, schnell, zügig, gebruiksvriendelijk*, intuïtief, zo snel mogelijk",
    "binnen redelijke tijd, makkelijk te gebruiken, eenvoudig te gebruiken",
    "使いやすい, 使いやすく, 直感的, 可能な限り速, できるだけ早, できるだけ速, なるべく, 迅速に",
    "高速に, ユーザーフレンドリー, 사용하기 쉬운, 사용하기 쉽게, 직관적, 가능한 한 빨리",
    "최대한 빨리, 신속하게, 신속히, 빠르게, 사용자 친화적",
    "用户友好, 易于使用, 易用, 直观, 尽快, 尽可能快",
    "迅速地, 快速地, 合理的时间",
    # Not `appropriate` by itself: of labels, roles and indents everybody knows which are meant.
    "appropriate message*, appropriate error message*, appropriate feedback",
    "appropriate action*, appropriate measure*, appropriate response*, appropriate error handling",
    "appropriate timeout*, appropriate limit*, appropriate size*, appropriate cost factor",
    "appropriate level of, appropriate amount of, appropriate interval*, appropriate threshold*",
    "suitable message*, suitable error message*, suitable action*, suitable measure*",
    "message approprié, message d'erreur approprié, messages appropriés, mesures appropriées",
    "messages d'erreur appropriés, mensaje apropiado, mensaje adecuado, medidas adecuadas",
    "mensaje de error apropiado, mensaje de error adecuado, mensagem apropriada",
    "mensagem adequada, mensagem de erro apropriada, mensagem de erro adequada",
    "medidas apropriadas, messaggio appropriato, messaggio di errore appropriato",
    "messaggio adeguato, соответствующее сообщение, подходящее сообщение, надлежащие меры",
    "angemessene fehlermeldung, passende fehlermeldung, geeignete fehlermeldung",
    "geeignete maßnahmen, angemessene maßnahmen, passende foutmelding, geschikte foutmelding",
    "passende maatregelen, 適切なメッセージ, 適切なエラーメッセージ",
    "適切なフィードバック, 適切な対応, 適切な処理, 適切なサイズ, 適切なタイミング",
    "適切なエラーハンドリング, 適切に処理, 適切に対応, 적절한 메시지, 적절한 오류 메시지",
    "적절한 에러 메시지, 적절한 피드백, 적절한 조치, 적절한 처리, 적절히 처리, 적절하게 처리",
    "적절한 크기, 适当的消息, 适当的提示, 适当的错误提示, 适当的错误信息, 合适的提示",
    "适当的措施, 适当的处理, 适当处理, 适当的反馈, 恰当的提示",
    "gracefully, efficiently, adequate, adequately, robust, robustly, high performance",
    "optimal performance, fast response times, as needed, as appropriate, as necessary",
    "where possible, when possible, if possible, wherever possible, whenever possible",
    "if necessary, where appropriate, and so on, et cetera, etc, scale well, load fast, run fast",
    "de manière efficace, efficacement, si possible, si nécessaire, robuste, adéquat, adéquate",
    "de manera eficiente, eficientemente, si es posible, cuando sea posible, robusto, robusta",
    "adecuado, adecuada, de forma eficiente, se possível, quando possível, adequado, adequada",
    "se possibile, quando possibile, in modo efficiente, efficientemente, adeguato, adeguata",
    "по возможности, при необходимости, эффективно, надёжно, надежно, и т.д, и так далее",
    "wenn möglich, falls möglich, nach möglichkeit, bei bedarf, effizient, usw",
    "indien mogelijk, waar mogelijk, indien nodig, efficiënt, adequaat, enzovoort",
    "可能な限り, 必要に応じて, 効率的に, できる限り, 가능하면, 필요에 따라, 필요시, 효율적으로",
    "尽可能, 必要时, 根据需要, 高效地, 等等",
)

# What is no better than vague where it is all that is demanded: "must be fast and reliable".
QUALITIES = phrases(
    "fast, quick, responsive, robust, scalable, flexible, efficient, reliable, performant, modern",
    "simple, easy, lightweight, maintainable, available, secure, safe, stable, clean, high-quality",
    "extensible, usable, clear, friendly, convenient, smooth, performance",
    "rapide, rapides, fiable, fiables, évolutif, évolutive, efficace, moderne, sécurisé, sécurisée",
    "performant, performante, simples, souple, stables, ergonomique",
    "rápido, rápida, rápidos, rápidas, escalable, eficiente, fiable, confiable, moderno, moderna",
    "sencillo, sencilla, seguro, segura, estable, escalável, confiável, eficientes, seguros",
    "veloce, veloci, rapido, rapida, scalabile, flessibile, efficiente, affidabile, semplice",
    "sicuro, sicura, stabile, flexível, estável",
    "быстрым, быстрой, надёжным, надежным, надёжной, надежной, масштабируемым, масштабируемой",
    "гибким, гибкой, эффективным, эффективной, безопасным, безопасной, современным, простым",
    "удобной, стабильным, стабильной, производительной",
    "skalierbar, flexibel, zuverlässig, leistungsfähig, einfach, sicher, stabil, wartbar",
    "schnell, performant, benutzerfreundlich, übersichtlich, snel, robuust, schaalbaar",
    "betrouwbaar, eenvoudig, veilig, stabiel, onderhoudbaar, duidelijk",
    "高速, 堅牢, 柔軟, 効率的, スケーラブル, 安定, 安全, 快適, シンプル, 使いやす",
    "빠르, 빨라, 견고, 유연, 효율적, 안정적, 안전, 편리, 간단, 확장 가능",
    "快速, 高效, 健壮, 稳定, 可扩展, 灵活, 可靠, 安全, 简单, 方便, 流畅",
)
# What may stand beside such a word without saying more: "must be very fast and easy to use".
FILLERS = phrases(
    "be, is, are, look, feel, stay, remain, very, highly, always, also, both, and, or, as, well",
    "to, use, possible, really, being, have, has, good, être, est, sont, très, toujours, et, ou",
    "aussi, ser, estar, es, muy, siempre, y, o, muito, sempre, e, essere, molto, быть, очень",
    "всегда, и, или, sein, ist, sind, sehr, immer, und, oder, zu, werden, zijn, altijd, en, of",
    "でなければならない, でなければなりません, である, であり, であること, です, で, かつ, に, な",
    "も, 이어야, 이고, 해야, 하고, 하며, 한다, 합니다, 있어야, 고, 어야, 이며, 도",
    "是, 的, 和, 且, 并, 而且, 保持",
)
