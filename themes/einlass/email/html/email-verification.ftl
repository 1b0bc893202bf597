<#import "template.ftl" as layout>
<@layout.linked button=msg("einlassEmailVerificationButton") unexpected=msg("einlassEmailVerificationUnexpected")>
<@layout.p>${msg("einlassEmailVerificationLead", layout.shared.company)}</@layout.p>
</@layout.linked>
