"""A web application with Stripe's surface, to rehearse against."""
