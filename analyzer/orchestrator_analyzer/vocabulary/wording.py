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
)
