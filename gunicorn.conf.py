"""How gunicorn serves the desk; its command line overrides this."""

wsgi_app = "factcheck.wsgi"
# Threads, because pages wait for the database more than they compute.
worker_class = "gthread"
workers = 2
threads = 4
# Load before forking: a wrong setting then ends the start with its sentence, where
# otherwise workers would be started again and again.
preload_app = True
# It would be made in the home folder, which the service may not write to.
control_socket_disable = True
