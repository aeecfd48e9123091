;;; story.el --- The whole story of a run, by the hands of somebody in Emacs  -*- lexical-binding: t -*-

;; What differs between eglot and lsp-mode stands at the top; the story is the same.

(require 'cl-lib)
(require 'markdown-mode)

(setq native-comp-enable-subr-trampolines nil
      native-comp-jit-compilation nil
      last-nonmenu-event ?x
      make-backup-files nil
      create-lockfiles nil)

(defvar story-deadline 120 "Seconds that anything may take.")
(defvar story-document (getenv "STORY_DOCUMENT"))
(defvar story-client (intern (getenv "STORY_CLIENT")))

(defun story-say (format-string &rest arguments)
  (princ (concat (apply #'format format-string arguments) "\n") #'external-debugging-output))

(defun story-connect ()
  (if (eq story-client 'eglot)
      (progn
        (require 'eglot)
        (setq eglot-report-progress 'messages
              eglot-sync-connect 30)
        (call-interactively #'eglot))
    (require 'lsp-mode)
    (setq lsp-auto-guess-root t
          lsp-warn-no-matched-clients t
          lsp-enable-suggest-server-download nil
          lsp-enable-snippet nil
          lsp-lens-enable nil
          lsp-session-file (expand-file-name "lsp-session" (getenv "HOME")))
    (lsp-workspace-folders-add (file-name-directory story-document))
    (lsp)))

(defun story-connected ()
  (if (eq story-client 'eglot) (eglot-managed-p)
    (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))))

(defun story-actions ()
  "Everything that can be done where point is."
  (if (eq story-client 'eglot)
      (append (ignore-errors (eglot-code-actions (point) (point) nil)) nil)
    (append (lsp-code-actions-at-point) nil)))

(defun story-title (action)
  (if (eq story-client 'eglot) (plist-get action :title) (gethash "title" action)))

(defun story-execute (action)
  (if (eq story-client 'eglot) (eglot-execute (eglot-current-server) action)
    (lsp-execute-code-action action)))

(defun story-wait (what condition)
  "Wait until CONDITION gives something, and give that."
  (let ((end (+ (float-time) story-deadline)) found)
    (while (not (setq found (funcall condition)))
      (when (> (float-time) end)
        (story-say "NOT: %s; actions: %S" what (mapcar #'story-title (story-actions)))
        (kill-emacs 1))
      (accept-process-output nil 0.1))
    (story-say "ok: %s" what)
    found))

(defun story-find (pattern)
  "The first code action whose title PATTERN finds."
  (cl-find-if (lambda (action) (string-match-p pattern (story-title action))) (story-actions)))

(defun story-act (pattern)
  "Wait for such a code action, and choose it."
  (story-execute (story-wait (format "the action “%s”" pattern) (lambda () (story-find pattern)))))

(defun story-text (pattern)
  (save-excursion (goto-char (point-min)) (re-search-forward pattern nil t)))

(defun story ()
  (find-file story-document)
  (story-connect)
  (story-wait "the server is connected" #'story-connected)
  (goto-char (point-min))
  (search-forward "TEA-1")
  (story-act "^Run: [a-z]+ · TEA-1")
  (story-act "^Confirm: run ")
  (story-act "^Refuse: .*kettle")
  (story-wait "the next question" (lambda () (story-find "^Refuse: .*tray")))
  (story-act "^Stop the run")
  (story-act "^Resume the run")
  (story-act "^Confirm: resume the run")
  (story-act "^Allow in this run: .*kettle")
  (story-act "^Confirm: allow in this run .*kettle")
  (story-act "^Allow: .*tray")
  (story-act "^Confirm: allow .*tray")
  (story-wait "the box is ticked" (lambda () (story-text "- \\[x\\] TEA-1")))
  (story-wait "the report is offered"
              (lambda () (cl-find "Show the report" (story-actions) :key #'story-title :test #'equal)))
  (save-buffer)
  (story-say "THE END")
  (kill-emacs 0))
;;; story.el ends here
